package deployer_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A real program passes os.DirFS("path/to/project") and the credentials of its account, and needs
// no HTTPClient.
func Example() {
	check := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
	}
	emu, err := emulator.New(nil)
	check(err)
	files := fstest.MapFS{
		"functions/hello.js": {Data: []byte(
			`exports.handler = (context, event, callback) => callback(null, context.GREETING);`)},
		"assets/index.html":      {Data: []byte(`<h1>Hello</h1>`)},
		"assets/menu.private.js": {Data: []byte(`module.exports = ["tea"];`)},
	}

	api, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{Transport: emu.Transport()}})
	check(err)
	d, err := deployer.New(api, &deployer.Options{Concurrency: 1, OnEvent: func(e deployer.Event) {
		if e.Step == deployer.StepUpload {
			fmt.Printf("uploaded %s, %d of %d\n", e.Name, e.Done, e.Total)
		}
	}})
	check(err)
	project, err := bundle.Read(files, nil)
	check(err)
	plan, err := d.Plan(context.Background(), deployer.Request{
		Bundle: project, Service: "hello", Environment: "dev",
		Variables: []deployer.Variable{{Key: "GREETING", Value: "Hi!"}},
	})
	check(err)
	for _, f := range slices.Concat(plan.Functions, plan.Assets) {
		fmt.Println(f.Action.Symbol(), f.Path, f.Visibility)
	}
	result, err := d.Apply(context.Background(), plan)
	check(err)
	fmt.Println(result.ServiceName, "is live:", strings.HasPrefix(result.DomainName, "hello-"))
	// Output:
	// + /hello public
	// + /index.html public
	// + /menu.js private
	// uploaded /hello, 1 of 3
	// uploaded /index.html, 2 of 3
	// uploaded /menu.js, 3 of 3
	// hello is live: true
}
