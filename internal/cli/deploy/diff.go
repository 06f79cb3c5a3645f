package deploy

import (
	"context"
	"errors"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Bounds of plan --diff.
const (
	mostCompared  = 1 << 20 // bytes of a Function; the comparison takes memory in proportion
	mostDiffLines = 200     // of one Function
	mostDiffs     = 50      // Functions
)

// sourceDiff is how the source of a Function differs from the live one.
type sourceDiff struct {
	Path string `json:"path"`
	Diff string `json:"diff,omitempty"` // unified
	Note string `json:"note,omitempty"` // why there is no diff, or not all of it
}

// sources compares the Functions that change with what is live. Values of Variables, credentials
// and lines that look like one are hidden.
func (j *job) sources(ctx context.Context, env *verb.Env, plan *deployer.Plan) ([]sourceDiff, error) {
	live, err := liveVersions(ctx, j.target.Client, plan)
	if err != nil {
		return nil, err
	}
	here := map[string]bundle.File{}
	for _, f := range j.request.Bundle.Functions {
		here[f.Path] = f
	}
	h := j.hider(env)
	diffs := []sourceDiff{}
	for _, f := range plan.Functions {
		if f.Action == deployer.ActionKeep || f.Path == deployer.ManifestPath {
			continue
		}
		if len(diffs) == mostDiffs {
			diffs = append(diffs, sourceDiff{Path: f.Path, Note: "this Function and later ones are not compared"})
			break
		}
		before, after := "", ""
		if v, ok := live[f.Path]; ok {
			content, err := j.target.Client.FetchFunctionVersionContent(ctx, plan.Service.SID, v.FunctionSID, v.SID)
			if err != nil && !errors.Is(err, client.ErrNotFound) {
				return nil, err
			}
			if err == nil {
				before = content.Content
			}
		}
		if file, ok := here[f.Path]; ok && f.Action != deployer.ActionRemove {
			if after, err = readSource(file); err != nil {
				return nil, err
			}
		}
		diffs = append(diffs, compareSource(f.Path, before, after, h))
	}
	return diffs, nil
}

// liveVersions are those of the live Build by path.
func liveVersions(
	ctx context.Context, c *client.Client, plan *deployer.Plan,
) (map[string]struct{ FunctionSID, SID string }, error) {
	versions := map[string]struct{ FunctionSID, SID string }{}
	if plan.BaseBuildSID == "" || plan.Service.SID == "" {
		return versions, nil
	}
	build, err := c.FetchBuild(ctx, plan.Service.SID, plan.BaseBuildSID)
	if err != nil {
		return nil, err
	}
	for _, v := range build.FunctionVersions {
		versions[v.Path] = struct{ FunctionSID, SID string }{v.FunctionSID, v.SID}
	}
	return versions, nil
}

func readSource(f bundle.File) (string, error) {
	content, err := f.Open()
	if err != nil {
		return "", err
	}
	defer content.Close()
	text, err := io.ReadAll(io.LimitReader(content, mostCompared+1))
	return string(text), err
}

// hider hides what is secret in a source.
func (j *job) hider(env *verb.Env) func(string) string {
	const least = 8 // a shorter value is a word of the code more often than a secret
	secrets := []string{}
	for _, v := range j.request.Variables {
		if len(v.Value) >= least {
			secrets = append(secrets, v.Value)
		}
	}
	_, token := j.project.FileCredentials()
	for _, s := range []string{token, env.Getenv("TWILIO_AUTH_TOKEN"), env.Getenv("TWILIO_API_SECRET")} {
		if len(s) >= least {
			secrets = append(secrets, s)
		}
	}
	values, lines := redact.Replacer("[hidden]", secrets...), &bundle.Hider{}
	return func(text string) string { return lines.Hide(values.Replace(text)) }
}

// compareSource compares two sources, "" for none.
func compareSource(path, before, after string, hide func(string) string) sourceDiff {
	d := sourceDiff{Path: path}
	switch {
	case len(before) > mostCompared || len(after) > mostCompared:
		d.Note = "is larger than 1 MiB and not compared"
	case !utf8.ValidString(before) || !utf8.ValidString(after):
		d.Note = "is not text"
	case before == after:
		d.Note = "its source is the same: its visibility or its name in the account changes"
	default:
		text := string(diff.Diff("live"+path, []byte(hide(before)), "project"+path, []byte(hide(after))))
		_, text, _ = strings.Cut(text, "\n") // the first line names both files, as the next two do
		if text == "" {
			d.Note = "differs in what is hidden"
			break
		}
		lines := strings.SplitAfter(text, "\n")
		if len(lines) > mostDiffLines {
			d.Note = terminal.Plural(len(lines)-mostDiffLines, "more line")
			lines = lines[:mostDiffLines]
		}
		d.Diff = strings.Join(lines, "")
	}
	return d
}

// writeDiffs prints the differences for people.
func writeDiffs(w io.Writer, diffs []sourceDiff) error {
	for _, d := range diffs {
		if _, err := terminal.Fprintf(w, "\n%s\n", d.Path); err != nil {
			return err
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(d.Diff, "\n"), "\n") {
			if line == "" {
				continue
			}
			if _, err := terminal.Fprintf(w, "%s\n", terminal.Shown(paintDiff(w, line))); err != nil {
				return err
			}
		}
		if d.Note != "" {
			if _, err := terminal.Fprintf(w, "  (%s)\n", d.Note); err != nil {
				return err
			}
		}
	}
	return nil
}

// paintDiff makes a line visible, with its tabs, and colours it by its mark.
func paintDiff(w io.Writer, line string) string {
	text := strings.ReplaceAll(line, "\t", "    ")
	text = show.Visible(text)
	switch line[0] {
	case '+':
		return terminal.Paint(w, terminal.Green, text)
	case '-':
		return terminal.Paint(w, terminal.Red, text)
	}
	return text
}

// plannedWith is a plan in JSON with its differences. A plan without is as it was.
func plannedWith(plan *deployer.Plan, diffs []sourceDiff) any {
	if diffs == nil {
		return plan
	}
	return struct {
		*deployer.Plan
		Diffs []sourceDiff `json:"diffs"`
	}{plan, diffs}
}

// writeMarkdownDiffs prints the differences for a comment, folded away. A fence is longer than any
// run of backticks in the text, so that no source ends it.
func writeMarkdownDiffs(w io.Writer, diffs []sourceDiff) error {
	for _, d := range diffs {
		text := d.Diff
		if d.Note != "" {
			text += "(" + d.Note + ")\n"
		}
		fence := "```"
		for strings.Contains(text, fence) {
			fence += "`"
		}
		_, err := terminal.Fprintf(w, "\n<details><summary>%s</summary>\n\n%sdiff\n", html.EscapeString(d.Path), fence)
		if err != nil {
			return err
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
			terminal.Fprintf(w, "%s\n", terminal.Shown(show.Visible(strings.ReplaceAll(line, "\t", "    "))))
		}
		if _, err := terminal.Fprintf(w, "%s\n\n</details>\n", fence); err != nil {
			return err
		}
	}
	return nil
}
