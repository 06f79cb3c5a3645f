package deployer_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"testing/fstest"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// offline gives a client and a deployer of an account that an emulator serves.
func offline(opts *emulator.Options) (*client.Client, *deployer.Deployer) {
	emu := must(emulator.New(opts))
	api := must(client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{Transport: emu.Transport()}}))
	return api, must(deployer.New(api, nil))
}

func helloWith(greeting string) deployer.Request {
	files := fstest.MapFS{"functions/hello.js": {Data: []byte("exports.handler = (c, e, done) => done(null, '" +
		greeting + "');")}}
	return deployer.Request{Bundle: must(bundle.Read(files, nil)), Service: "hello", Environment: "dev"}
}

// Show what a deploy would change, and apply it.
func ExamplePlan_Text() {
	ctx := context.Background()
	_, d := offline(nil)
	plan := must(d.Plan(ctx, helloWith("Hi!")))
	fmt.Print(plan.Text())
	must(d.Apply(ctx, plan))

	plan = must(d.Plan(ctx, helloWith("Hello!")))
	fmt.Print("\n", plan.Text())
	// Output:
	// + service hello
	// + environment dev-environment
	// + function /hello public
	// + build
	// + deployment
	//
	// ~ function /hello public
	// + build
	// + deployment
	// = 2 unchanged
}

// Wait for a Build that something else has started.
func ExampleDeployer_WaitForBuild() {
	ctx := context.Background()
	api, d := offline(&emulator.Options{BuildTime: 10 * time.Millisecond})
	must(d.Apply(ctx, must(d.Plan(ctx, helloWith("Hi!")))))
	var version string
	for b := range api.ListBuilds(ctx, "hello", nil) {
		version = b.FunctionVersions[0].SID
	}
	started := must(api.CreateBuild(ctx, "hello",
		serverless.CreateBuildRequest{FunctionVersions: []string{version}}))

	build, err := d.WaitForBuild(ctx, "hello", started.SID)
	if failed := new(deployer.BuildFailedError); errors.As(err, &failed) {
		log.Fatal(failed.Suggestion())
	}
	fmt.Println(build.Status, len(build.FunctionVersions))
	// Output: completed 1
}

// Go back to what was live before.
func ExampleDeployer_PlanRollback() {
	ctx := context.Background()
	_, d := offline(nil)
	first := must(d.Apply(ctx, must(d.Plan(ctx, helloWith("Hi!")))))
	must(d.Apply(ctx, must(d.Plan(ctx, helloWith("Oops!")))))

	plan := must(d.PlanRollback(ctx, deployer.Target{Service: "hello", Environment: "dev"}))
	result := must(d.Apply(ctx, plan))
	fmt.Println(result.BuildSID == first.BuildSID)
	// Output: true
}

// Make live in one Environment what was tried in another one.
func ExampleDeployer_PlanPromote() {
	ctx := context.Background()
	_, d := offline(nil)
	must(d.Apply(ctx, must(d.Plan(ctx, helloWith("Hi!")))))

	plan := must(d.PlanPromote(ctx, deployer.Target{Service: "hello", Environment: "dev"},
		deployer.Target{Service: "hello", Environment: "stage"}, nil))
	result := must(d.Apply(ctx, plan))
	fmt.Println(plan.Environment.Action, result.BuildSID == plan.Build.SID)
	// Output: create true
}

// List the Functions of a project without the one that the deployer keeps for itself.
func ExampleWithoutManifest() {
	ctx := context.Background()
	api, d := offline(nil)
	must(d.Apply(ctx, must(d.Plan(ctx, helloWith("Hi!")))))
	for f, err := range deployer.WithoutManifest(api.ListFunctions(ctx, "hello", nil)) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(f.FriendlyName)
	}
	// Output: /hello
}
