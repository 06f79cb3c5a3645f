package contracttest_test

import (
	"context"
	"fmt"
	"log"
	"regexp"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Without *testing.T the same cases are run by suite.Run.
func Example_withoutTesting() {
	emu, err := emulator.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	report, err := suite.Run(context.Background(), &suite.Target{
		APIURL: "https://serverless.example", Transport: emu.Transport(),
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
	}, &suite.RunOptions{Cases: cases.All(), Filter: regexp.MustCompile("^builds/empty-is-refused$")})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range report.Results {
		fmt.Println(result.Outcome, result.ID)
		fmt.Println(result.Claim)
	}
	// Output:
	// pass builds/empty-is-refused
	// A Build needs at least one version: without any it is answered 400 with code 20001.
}
