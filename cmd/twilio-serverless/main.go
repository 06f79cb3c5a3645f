// Command twilio-serverless deploys projects of Functions and Assets, emulates the Twilio
// Serverless API, and checks implementations of it against their contract.
package main

import (
	"os"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli"
)

func main() { os.Exit(cli.Process()) }
