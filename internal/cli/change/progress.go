package change

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Progress prints the events of a deploy as lines. On a terminal, uploads share one line that is
// redrawn.
type Progress struct {
	Out    io.Writer
	Events *EventLog    // gets each event too
	Read   atomic.Int64 // bytes of files that were read in this phase

	line   *terminal.StatusLine // nil without a terminal
	status string               // the last one of the Build
	phase  atomic.Pointer[phase]

	changed atomic.Bool // something was created, changed or deleted
}

// phase is what the status line shows.
type phase struct {
	what        string
	began       time.Time
	done, total int   // files, none when total is 0
	bytes       int64 // of all files
}

// NewProgress reports to standard error and to the log.
func NewProgress(env *verb.Env, events *EventLog) *Progress {
	return &Progress{Out: env.Stderr, line: env.Line, Events: events}
}

// begin starts a phase.
func (p *Progress) begin(what string, files int, bytes int64) {
	if p.line == nil {
		return
	}
	p.Read.Store(0)
	p.phase.Store(&phase{what: what, began: time.Now(), total: files, bytes: bytes})
	p.line.Start(func(width int) string { return p.phase.Load().text(p.Read.Load(), time.Now(), width) })
}

// Planning shows that the account and the files are being read.
func (p *Progress) Planning(b *bundle.Bundle) {
	var bytes int64
	for _, files := range [][]bundle.File{b.Functions, b.Assets} {
		for _, f := range files {
			bytes += f.Size
		}
	}
	p.begin("planning", 0, bytes)
}

// Applying shows how much there is to upload.
func (p *Progress) Applying(plan *deployer.Plan) {
	files, bytes := 0, int64(0)
	for _, f := range uploads(plan) {
		files++
		bytes += f.Size
	}
	what := "applying"
	if files > 0 {
		what = "uploading"
	}
	p.begin(what, files, bytes)
}

// Failed marks an error of Apply, unless nothing can have been changed before it.
func (p *Progress) Failed(err error) error {
	if !p.changed.Load() && errors.Is(err, client.ErrNoConnection) && !errors.Is(err, client.ErrOutcomeUnknown) {
		return err
	}
	return &verb.MidwayError{Err: err}
}

// End erases the status line.
func (p *Progress) End() { p.line.Stop() }

const barWidth = 20

// text is the status line, with a bar where there is room for one.
func (p *phase) text(read int64, now time.Time, width int) string {
	parts := []string{p.what}
	if p.total > 0 {
		parts = append(parts, fmt.Sprintf("%d/%d files", p.done, p.total))
	}
	if p.bytes > 0 {
		read = min(read, p.bytes) // some files were sent twice
		parts = append(parts, fmt.Sprintf("%s of %s", terminal.Size(read), terminal.Size(p.bytes)))
	}
	parts = append(parts, fmt.Sprintf("%.1fs", now.Sub(p.began).Seconds()))
	text := strings.Join(parts, "  ")
	if p.bytes > 0 && len(text)+barWidth+4 <= width {
		filled := int(read * barWidth / p.bytes)
		text = "[" + strings.Repeat("#", filled) + strings.Repeat("-", barWidth-filled) + "]  " + text
	}
	return text
}

// Event reports one step of a deploy.
func (p *Progress) Event(e deployer.Event) {
	p.Events.step(e)
	if e.Action != deployer.ActionKeep {
		p.changed.Store(true)
	}
	switch e.Step {
	case deployer.StepFunction, deployer.StepAsset:
		// Its upload gets the line.
	case deployer.StepUpload:
		if p.line != nil {
			p.uploaded(e)
			return
		}
		digits := len(fmt.Sprint(e.Total))
		p.print(e, "%s %*d/%d %s (%s)", e.Action.Symbol(), digits, e.Done, e.Total, e.Name, terminal.Size(e.Bytes))
	case deployer.StepBuild:
		if e.Status != "" && e.Status != p.status { // a line for each change, not for each poll
			p.status = e.Status
			p.print(e, "%s %s", e.SID, e.Status)
			if e.Status == "building" {
				p.begin("building "+e.SID, 0, 0)
			}
		}
		if e.Warning != "" {
			terminal.Fprintf(p.Out, "warning: %s\n", e.Warning)
		}
	case deployer.StepDeployment:
		if e.Action == deployer.ActionRemove {
			p.print(e, "%s nothing is live at %s", e.SID, e.Name)
			return
		}
		p.print(e, "%s live at %s", e.SID, e.Name)
	default:
		p.print(e, "%s %s", e.Action.Symbol(), e.Name)
	}
}

// uploaded moves the bar on; the last upload leaves a line.
func (p *Progress) uploaded(e deployer.Event) {
	now := *p.phase.Load()
	now.done = e.Done
	p.phase.Store(&now)
	if e.Done == e.Total {
		p.print(e, "%s, %s", terminal.Plural(e.Total, "file"), terminal.Size(now.bytes))
		p.begin("applying", 0, 0)
	}
}

func (p *Progress) print(e deployer.Event, format string, args ...any) {
	terminal.Fprintf(p.Out, "%7.2fs  %-11s  %s\n", e.Elapsed.Seconds(), e.Step, terminal.Sprintf(format, args...))
}
