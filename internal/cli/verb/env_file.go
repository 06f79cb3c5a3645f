package verb

import (
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// EnvFileNotes says what a reader of an env file has not taken as it stands there. done is what is done with the
// other values, such as "uploaded".
func EnvFileNotes(p *project.Project, done string) []string {
	var notes []string
	for _, n := range []struct {
		what string
		keys []string
	}{
		{"empty in " + p.EnvFile + ", not " + done, p.Skipped},
		{"set more than once in " + p.EnvFile + ", the last value counts", p.Repeated},
		{"in " + p.EnvFile + `, " #" begins a comment; to keep it, put the value in quotes`, p.Commented},
		{"in " + p.EnvFile + ", backquotes are a part of the value; quotes are \" and '", p.Backquoted},
	} {
		if len(n.keys) > 0 {
			notes = append(notes, n.what+": "+terminal.Few(n.keys))
		}
	}
	return notes
}
