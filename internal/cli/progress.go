package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// progress prints the events of a deploy: as lines, and on a terminal uploads as one line that is drawn anew.
type progress struct {
	w      io.Writer
	events *eventLog    // told of each event too
	read   atomic.Int64 // bytes of files that were read in this phase

	line   *statusLine // nil without a terminal
	status string      // the last one of the Build
	phase  atomic.Pointer[phase]

	changed atomic.Bool // something was made, changed or taken away
}

// phase is what the status line tells.
type phase struct {
	what        string
	began       time.Time
	done, total int   // files, none when total is 0
	bytes       int64 // of all files
}

func newProgress(env *Env, events *eventLog) *progress {
	return &progress{w: env.Stderr, line: env.line, events: events}
}

// begin names what goes on from now.
func (p *progress) begin(what string, files int, bytes int64) {
	if p.line == nil {
		return
	}
	p.read.Store(0)
	p.phase.Store(&phase{what: what, began: time.Now(), total: files, bytes: bytes})
	p.line.start(func(width int) string { return p.phase.Load().text(p.read.Load(), time.Now(), width) })
}

// planning tells that the account and the files are being read.
func (p *progress) planning(bundle *deployer.Bundle) {
	var bytes int64
	for _, files := range [][]deployer.File{bundle.Functions, bundle.Assets} {
		for _, f := range files {
			bytes += f.Size
		}
	}
	p.begin("planning", 0, bytes)
}

// applying tells how much there is to upload.
func (p *progress) applying(plan *deployer.Plan) {
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

// failed says of an error of Apply whether something may have been done before it.
func (p *progress) failed(err error) error {
	if !p.changed.Load() && errors.Is(err, client.ErrNoConnection) && !errors.Is(err, client.ErrOutcomeUnknown) {
		return err
	}
	return &midwayError{err}
}

// end takes the status line away.
func (p *progress) end() { p.line.stop() }

const barWidth = 20

// text is the status line, with a bar where there is room for one.
func (p *phase) text(read int64, now time.Time, width int) string {
	parts := []string{p.what}
	if p.total > 0 {
		parts = append(parts, fmt.Sprintf("%d/%d files", p.done, p.total))
	}
	if p.bytes > 0 {
		read = min(read, p.bytes) // what had to be sent twice
		parts = append(parts, fmt.Sprintf("%s of %s", size(read), size(p.bytes)))
	}
	parts = append(parts, fmt.Sprintf("%.1fs", now.Sub(p.began).Seconds()))
	text := strings.Join(parts, "  ")
	if p.bytes > 0 && len(text)+barWidth+4 <= width {
		filled := int(read * barWidth / p.bytes)
		text = "[" + strings.Repeat("#", filled) + strings.Repeat("-", barWidth-filled) + "]  " + text
	}
	return text
}

func (p *progress) event(e deployer.Event) {
	p.events.step(e)
	if e.Action != deployer.ActionKeep {
		p.changed.Store(true)
	}
	switch e.Step {
	case deployer.StepFunction, deployer.StepAsset:
		// The line of its upload says it all.
	case deployer.StepUpload:
		if p.line != nil {
			p.uploaded(e)
			return
		}
		digits := len(fmt.Sprint(e.Total))
		p.print(e, "%s %*d/%d %s (%s)", e.Action.Symbol(), digits, e.Done, e.Total, e.Name, size(e.Bytes))
	case deployer.StepBuild:
		if e.Status == p.status {
			return // a line for each change, not for each poll
		}
		p.status = e.Status
		p.print(e, "%s %s", e.SID, e.Status)
		if e.Status == "building" {
			p.begin("building "+e.SID, 0, 0)
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
func (p *progress) uploaded(e deployer.Event) {
	now := *p.phase.Load()
	now.done = e.Done
	p.phase.Store(&now)
	if e.Done == e.Total {
		p.print(e, "%s, %s", plural(e.Total, "file"), size(now.bytes))
		p.begin("applying", 0, 0)
	}
}

func (p *progress) print(e deployer.Event, format string, args ...any) {
	fmt.Fprintf(p.w, "%7.2fs  %-11s  %s\n", e.Elapsed.Seconds(), e.Step, fmt.Sprintf(format, args...))
}
