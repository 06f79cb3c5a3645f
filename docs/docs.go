// Package docs carries the pages for users, for `twilio-serverless help TOPIC`. Pages about the code itself are not
// among them.
package docs

import "embed"

// FS holds the pages, by the name of their file.
//
//go:embed ci.md coming-from-twilio-run.md compatibility.md conformance.md deploy.md develop-locally.md deviations.md
//go:embed emulator.md events.md execution.md github-action.md go.md install.md live.md promises.md report.md verify.md
var FS embed.FS
