package change

import (
	"bytes"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal/terminaltest"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestPhase_text(t *testing.T) {
	t.Parallel()
	began := time.Unix(0, 0)
	p := &phase{what: "uploading", began: began, done: 3, total: 10, bytes: 2_000_000}
	now := began.Add(1500 * time.Millisecond)
	assert.Equal(t, "[#####---------------]  uploading  3/10 files  500.0 kB of 2.0 MB  1.5s", p.text(500_000, now, 79))
	assert.Equal(t, "uploading  3/10 files  500.0 kB of 2.0 MB  1.5s", p.text(500_000, now, 59), "no room for a bar")
	assert.Equal(t, "[####################]  uploading  3/10 files  2.0 MB of 2.0 MB  1.5s",
		p.text(3_000_000, now, 79), "sent twice")
	assert.Equal(t, "building ZB  1.5s", (&phase{what: "building ZB", began: began}).text(5, now, 79))
}

// A deploy on a terminal leaves a line for all uploads, where a log has one for each.
func TestProgress_terminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out terminaltest.Buffer
		env := &verb.Env{Stderr: &out, Getenv: func(string) string { return "" }, Columns: func() int { return 100 }}
		env.Dress(&bytes.Buffer{})
		p := NewProgress(env, nil)
		plan := &deployer.Plan{Assets: []deployer.PlannedFile{
			{Action: deployer.ActionCreate, Size: 1000}, {Action: deployer.ActionUpdate, Size: 1000},
			{Action: deployer.ActionKeep, Size: 9000},
		}}
		p.Applying(plan)
		p.Read.Add(500)
		p.Event(deployer.Event{Step: deployer.StepService, Action: deployer.ActionCreate, Name: "hello"})
		p.Event(deployer.Event{Step: deployer.StepUpload, Name: "/a", Done: 1, Total: 2})
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"   0.00s  service      + hello",
			"[#####---------------]  uploading  1/2 files  500 B of 2.0 kB  0.1s"}, terminaltest.Screen(out.String()))
		p.Event(deployer.Event{Step: deployer.StepUpload, Name: "/b", Done: 2, Total: 2, Elapsed: time.Second})
		p.Event(deployer.Event{Step: deployer.StepBuild, SID: "ZB1", Status: "building"})
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		fmt.Fprintln(env.Stderr, "a finding of --check")
		p.Event(deployer.Event{Step: deployer.StepBuild, SID: "ZB1", Status: "building"})
		p.Event(deployer.Event{Step: deployer.StepBuild, SID: "ZB1", Warning: "no answer about it"})
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{
			"   0.00s  service      + hello", "   1.00s  upload       2 files, 2.0 kB",
			"   0.00s  build        ZB1 building", "a finding of --check",
			"warning: no answer about it", "building ZB1  0.2s",
		}, terminaltest.Screen(out.String()))
		p.End()
		assert.Empty(t, terminaltest.Screen(out.String())[5])
	})
}
