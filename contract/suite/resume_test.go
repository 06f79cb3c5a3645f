package suite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stored is a report as a file gives it back.
func stored(t *testing.T, report *Report) *Report {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, report.WriteJSON(&text))
	back := new(Report)
	require.NoError(t, json.Unmarshal(text.Bytes(), back))
	return back
}

// timeless takes out of a report what differs between two runs that found the same: how long it took, and which case
// made what several share.
func timeless(report *Report) *Report {
	report.Started, report.Duration, report.Resumed = time.Time{}, 0, 0
	report.Totals.Exchanges, report.Operations, report.Coverage = 0, nil, nil
	for i := range report.Results {
		result := &report.Results[i]
		result.Duration, result.Exchanges, result.Operations, result.Seen = 0, 0, nil, nil
	}
	return report
}

// killAt ends a run with its n-th request, and from then on nothing gets through, as when the process is killed.
func killAt(t *testing.T, target *Target, n int, opts RunOptions) (last *Report) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	next := target.Transport
	defer func() { target.Transport = next }()
	target.Transport = &countingTransport{next: next, limit: n, reached: cancel}
	opts.OnProgress = func(r *Report) {
		if ctx.Err() == nil {
			last = stored(t, r)
		}
	}
	_, err := Run(ctx, target, &opts)
	require.ErrorIs(t, err, context.Canceled)
	return last
}

func TestRun_resumedIsTheWholeRun(t *testing.T) {
	t.Parallel()
	filter := regexp.MustCompile("^(services|deployments|logs)/")
	opts := RunOptions{Cases: catalogue(), Filter: filter, Seed: 5, Parallel: 3, Assumed: true}
	// Without the case that fills the account, which is the first: a run could not be ended early.
	modest := func(t *testing.T) *Target {
		target := emulated(t)
		target.Features = []Feature{FeatureLogs, FeatureSecrets}
		return target
	}
	want := stored(t, runEmulated(t, modest, &opts))
	steps := want.Totals.Exchanges
	want = timeless(want)
	for _, step := range []int{steps / 3, steps - 1, 30, steps / 2}[:sampled(2, 4)] {
		synctest.Test(t, func(t *testing.T) {
			target := modest(t)
			before := killAt(t, target, step, opts)
			require.NotNil(t, before)
			require.NotEmpty(t, before.Results)
			assert.True(t, before.Failed(), "a report of a part must not look like one of the whole")
			assert.Contains(t, before.Incomplete, "under way")

			again := opts
			again.Seed, again.Resume = 0, before
			ran := map[string]bool{}
			again.OnResult = func(r Result) { ran[r.ID] = true }
			report, err := Run(t.Context(), target, &again)
			require.NoError(t, err)
			assert.Equal(t, len(before.Results), report.Resumed)
			for _, result := range before.Results {
				assert.False(t, ran[result.ID], "%s ran again", result.ID)
			}
			assert.Len(t, ran, len(report.Results)-len(before.Results))
			assert.False(t, report.Failed())
			got := timeless(stored(t, report))
			assert.Equal(t, want, got)
			noServices(t, target)
		})
	}
}

// What an interrupted run says of the cases it did not finish is no result.
func TestRun_resumeRunsTheUndecidedAgain(t *testing.T) {
	t.Parallel()
	cases := []Case{
		{ID: "test/passed", Level: Documented}, {ID: "test/failed", Level: Documented},
		{ID: "test/differs", Level: Assumed},
		{ID: "test/ended", Level: Documented}, {ID: "test/lost", Level: Documented},
		{ID: "test/unsupported", Level: Documented},
	}
	for i := range cases {
		cases[i].Run = func(context.Context, *Session) error { return errors.New("ran again") }
	}
	target := madeUp(nil)
	target.Transport = &watched{}
	before, err := Run(t.Context(), target, &RunOptions{Cases: cases, Seed: 3})
	require.NoError(t, err)
	before.Results = []Result{
		{ID: "test/passed", Outcome: Pass, Seen: map[string]map[int]int{"FetchService": {200: 2}},
			Operations: []string{"FetchService"}, Exchanges: 2},
		{ID: "test/failed", Outcome: Fail, Reason: "before", Exchanges: 1},
		{ID: "test/differs", Outcome: Skip, Reason: "assumed, and different here: before"},
		{ID: "test/ended", Outcome: Skip, Undecided: true},
		{ID: "test/lost", Outcome: Error},
		{ID: "test/unsupported", Outcome: NotSupported},
	}
	for i := range before.Results {
		before.Results[i].Level = cases[i].Level
	}
	before.Duration = time.Hour
	var ran []string
	report, err := Run(t.Context(), target, &RunOptions{Cases: cases, Resume: stored(t, before), Parallel: 1,
		OnResult: func(r Result) { ran = append(ran, r.ID) }})
	require.NoError(t, err)
	assert.Equal(t, []string{"test/ended", "test/lost", "test/unsupported"}, ran)
	assert.Equal(t, 3, report.Resumed)
	assert.Equal(t, Pass, report.Results[0].Outcome)
	assert.Equal(t, "before", report.Results[1].Reason)
	assert.Equal(t, Totals{Cases: 6, Pass: 1, Fail: 4, Skip: 1, Exchanges: 3}, report.Totals)
	assert.Equal(t, uint64(3), report.Seed)
	assert.GreaterOrEqual(t, report.Duration, time.Hour)
	i := slices.IndexFunc(report.Operations, func(o OperationCount) bool { return o.OperationID == "FetchService" })
	assert.Equal(t, map[int]int{200: 2}, report.Operations[i].Statuses)
}

func TestRun_resumeRefusesAnotherRun(t *testing.T) {
	t.Parallel()
	sent := &watched{}
	target := madeUp(nil)
	target.Transport = sent
	opts := RunOptions{Cases: busy(2, 1), Seed: 3}
	whole, err := Run(t.Context(), target, &opts)
	require.NoError(t, err)
	begun := len(sent.began)
	tests := map[string]struct {
		change func(*Report, *RunOptions)
		want   string
	}{
		"version":      {func(r *Report, _ *RunOptions) { r.Version++ }, "version of the report"},
		"other claims": {func(r *Report, _ *RunOptions) { r.Catalogue = "00" }, "catalogue"},
		"fewer cases":  {func(_ *Report, o *RunOptions) { o.Cases = o.Cases[:1] }, "catalogue"},
		"target":       {func(r *Report, _ *RunOptions) { r.Target = "b" }, "target is b"},
		"api":          {func(r *Report, _ *RunOptions) { r.APIURL = "https://b.example" }, "API URL"},
		"uploads":      {func(r *Report, _ *RunOptions) { r.UploadURL = "https://b.example" }, "upload URL"},
		"seed":         {func(_ *Report, o *RunOptions) { o.Seed = 4 }, "seed is 3, and 4 here"},
		"assumed":      {func(_ *Report, o *RunOptions) { o.Assumed = true }, "assumptions"},
		"unknown case": {func(r *Report, _ *RunOptions) { r.Results[0].ID = "test/other" }, `"test/other"`},
		"case twice":   {func(r *Report, _ *RunOptions) { r.Results[1].ID = r.Results[0].ID }, "twice"},
	}
	for name, tt := range tests {
		before, again := stored(t, whole), opts
		tt.change(before, &again)
		again.Resume = before
		report, err := Run(t.Context(), target, &again)
		require.ErrorIs(t, err, ErrOtherRun, name)
		require.ErrorContains(t, err, tt.want, name)
		assert.Nil(t, report, name)
	}
	assert.Len(t, sent.began, begun, "nothing is sent before the reports were compared")
}
