package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// offline returns a client whose requests an emulator answers, without a network.
func offline() *client.Client {
	emu, err := emulator.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), &client.Options{
		HTTPClient: &http.Client{Transport: emu.Transport()},
	})
	if err != nil {
		log.Fatal(err)
	}
	return c
}

func ExampleNew() {
	emu, err := emulator.New(nil) // stands in for Twilio, so that this runs anywhere
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), &client.Options{
		Region:     "ie1",
		HTTPClient: &http.Client{Transport: emu.Transport()},
	})
	if err != nil {
		log.Fatal(err)
	}
	service, err := c.CreateService(context.Background(),
		serverless.CreateServiceRequest{UniqueName: "hello", FriendlyName: "Hello"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(service.UniqueName, "on", c.APIURL())
	// Output: hello on https://serverless.dublin.ie1.twilio.com
}

func ExampleClient_ListFunctions() {
	ctx, c := context.Background(), offline()
	if _, err := c.CreateService(ctx, serverless.CreateServiceRequest{UniqueName: "hello",
		FriendlyName: "Hello"}); err != nil {
		log.Fatal(err)
	}
	for _, path := range []string{"/a", "/b", "/c"} {
		if _, err := c.CreateFunction(ctx, "hello", serverless.CreateFunctionRequest{FriendlyName: path}); err != nil {
			log.Fatal(err)
		}
	}

	// Two requests: all pages are read, as far as the loop goes.
	for function, err := range c.ListFunctions(ctx, "hello", &client.ListFunctionsOptions{PageSize: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(function.FriendlyName)
	}
	// Unordered output:
	// /a
	// /b
	// /c
}

func ExampleClient_CreateFunctionVersion() {
	ctx, c := context.Background(), offline()
	if _, err := c.CreateService(ctx, serverless.CreateServiceRequest{UniqueName: "hello",
		FriendlyName: "Hello"}); err != nil {
		log.Fatal(err)
	}
	function, err := c.CreateFunction(ctx, "hello", serverless.CreateFunctionRequest{FriendlyName: "/greet"})
	if err != nil {
		log.Fatal(err)
	}
	source := []byte("exports.handler = (context, event, callback) => callback(null, 'Hello');\n")
	version, err := c.CreateFunctionVersion(ctx, "hello", function.SID,
		client.BytesUpload("/greet", serverless.VisibilityProtected, "application/javascript", source))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(version.Path, version.Visibility)
	// Output: /greet protected
}

func ExampleError() {
	_, err := offline().FetchService(context.Background(), "no-such-service")
	switch {
	case err == nil:
		fmt.Println("it is there")
	case errors.Is(err, client.ErrNotFound):
		fmt.Println("create it")
	case errors.Is(err, client.ErrOutcomeUnknown):
		fmt.Println("look whether it was done, then decide")
	default:
		log.Fatal(err)
	}

	var refusal *client.Error
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Op, refusal.StatusCode, refusal.Code)
	}
	// Output:
	// create it
	// FetchService 404 20404
}
