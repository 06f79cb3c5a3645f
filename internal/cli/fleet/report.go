package fleet

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
)

const stateHelp = "`FOLDER` in which the shards remember what they have done (default: .fleet beside the file)"

func stateOf(folder, file string) string {
	if folder == "" {
		return filepath.Join(filepath.Dir(file), ".fleet")
	}
	return folder
}

func newReport(env *verb.Env) *cobra.Command {
	var out verb.Output
	var state string
	cmd := &cobra.Command{
		Use:   "report FILE",
		Short: "Make one report of what all shares of a fleet did",
		Long: `Make one report of what all shares of a fleet did, from the folder of their state.

Exit codes: 0 all of the fleet is deployed, 1 some is not, 2 could not run.`,
		Example: `  twilio-serverless fleet report fleet.yaml`,
		Args:    fileArgument,
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := read(args[0])
			if err != nil {
				return err
			}
			folder := stateOf(state, args[0])
			if _, err := os.Stat(folder); err != nil {
				return &verb.UsageError{Err: fmt.Errorf("--state: %w", err)}
			}
			report, err := fleet.ReportOf(file, folder)
			if err != nil {
				return err
			}
			return printReport(env, &out, report)
		},
	}
	cmd.Flags().StringVar(&state, "state", "", stateHelp)
	out.Register(cmd)
	return cmd
}

func newMatrix(env *verb.Env) *cobra.Command {
	var out verb.Output
	var shards int
	cmd := &cobra.Command{
		Use:   "matrix FILE",
		Short: "Check a fleet file and print its shares as a matrix of GitHub Actions",
		Long: `Check a fleet file and print its shares as a matrix of GitHub Actions: one line of
JSON in text form. There are no more shares than accounts.`,
		Example: `  twilio-serverless fleet matrix fleet.yaml`,
		Args:    fileArgument,
		RunE: func(_ *cobra.Command, args []string) error {
			if shards < 1 {
				return &verb.UsageError{Err: fmt.Errorf("--shards %d: it takes one at least", shards)}
			}
			file, err := read(args[0])
			if err != nil {
				return err
			}
			matrix := struct {
				Shard []string `json:"shard"`
			}{[]string{}}
			for i := range min(shards, file.Accounts()) {
				matrix.Shard = append(matrix.Shard, fleet.Shard{Index: i + 1,
					Count: min(shards, file.Accounts())}.String())
			}
			if out.Format == verb.FormatJSON {
				return verb.PrintDocument(env.Stdout, matrix) // each of its properties is a dimension
			}
			line, err := json.Marshal(matrix)
			if err != nil {
				return err
			}
			_, err = terminal.Fprintf(env.Stdout, "%s\n", line)
			return err
		},
	}
	cmd.Flags().IntVar(&shards, "shards", 8, "`NUMBER` of shards at most")
	out.Register(cmd)
	return cmd
}

func printReport(env *verb.Env, out *verb.Output, report *fleet.Report) error {
	err := out.Print(env, report, func(w io.Writer) error {
		for _, r := range report.Results {
			if r.Outcome == fleet.Deployed {
				continue
			}
			if _, err := terminal.Fprintf(w, "%-9s %s%s\n", string(r.Outcome), r.Name, reason(r)); err != nil {
				return err
			}
		}
		_, err := terminal.Fprintf(w, "%d of %d deployed, %d failed, %d begun, %d pending\n",
			report.Deployed, report.Total, report.Failed, report.Begun, report.Pending)
		return err
	})
	if err == nil && !report.Done() {
		return verb.ErrSilent
	}
	return err
}

func reason(r fleet.Result) string {
	if r.Error == "" {
		return ""
	}
	return ": " + r.Error
}
