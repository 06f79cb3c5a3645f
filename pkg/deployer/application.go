package deployer

import (
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/polls"
)

// application is one Apply in progress.
type application struct {
	*Deployer
	plan     *Plan
	began    time.Time
	uploads  int
	manifest string // SID of the Function that was created for it
	anew     bool   // something that was meant to stay was uploaded

	buildBegan time.Time // zero when this run has not made it
	buildTook  polls.BuildTime

	building chan struct{} // closed when the Build has begun, or when there is none to begin
	seen     *string       // what was live beside the last poll, nil when that was not read
	writes   int           // of the Deployment, sent

	mu       sync.Mutex // of what files and Variables side by side write
	result   *Result
	uploaded int
}

// emit calls OnEvent. Counting here, where one event comes at a time, keeps Done and Elapsed in order.
func (a *application) emit(e Event) {
	if a.options.OnEvent == nil {
		return
	}
	a.events.Lock()
	defer a.events.Unlock()
	if e.Step == StepUpload {
		a.uploaded++
		e.Done, e.Total = a.uploaded, a.uploads
	}
	e.Elapsed = time.Since(a.began)
	a.options.OnEvent(e)
}

func step(s Step, name string, err error) error { return &StepError{Step: s, Name: name, Err: err} }
