package conformance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

const (
	prefixWord = "check-" // see suite.Report.Prefix
	recordings = ".yaml"
	// notRecorded is a feature that no target has: a case without a recording cannot be replayed.
	notRecorded suite.Feature = "recording"
)

// cassetteFlags choose recordings as what is written, or as the target.
type cassetteFlags struct {
	record, replay, accountClass string
	resume, cleanup              string
}

func (f *cassetteFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.record, "record", "", "record every case that is run in a file of its own below `DIR`")
	flags.StringVar(&f.accountClass, "account-class", "",
		"`CLASS` of the Twilio account that is recorded: trial or paid")
	flags.StringVar(&f.replay, "replay", "", "take the recordings below `DIR` as the target; nothing is sent")
	flags.StringVar(&f.resume, "resume", "", "go on with an interrupted run, whose --report was `FILE.json`")
	flags.StringVar(&f.cleanup, "cleanup", "", "run nothing, and delete what a killed run with this `PREFIX` has left")
}

// checkCombination refuses flags that contradict each other.
func (f *conformanceFlags) checkCombination(cmd *cobra.Command) error {
	changed := cmd.Flags().Changed
	if changed("replay") {
		for _, other := range []string{"api-url", "upload-url", "seed", "record", "resume"} {
			if changed(other) {
				return verb.Usagef(cmd, "--replay and --%s exclude each other", other)
			}
		}
	}
	switch {
	case f.accountClass != "" && f.accountClass != "trial" && f.accountClass != "paid":
		return verb.Usagef(cmd, "--account-class is %q: want trial or paid", f.accountClass)
	case f.accountClass != "" && f.record == "":
		return verb.Usagef(cmd, "--account-class needs --record")
	case f.record != "" && hosts.AtTwilio(f.APIURL) && f.accountClass == "":
		return verb.Usagef(
			cmd, "--record of Twilio needs --account-class, trial or paid: a recording says where it comes from")
	}
	return nil
}

// prepare makes everything that a run needs. Nothing is sent unless there is a run before to clean
// up after.
func (f *conformanceFlags) prepare(ctx context.Context, env *verb.Env, opts *suite.RunOptions) (*suite.Target,
	*books, error) {
	if f.replay != "" {
		target, err := f.replayed(opts)
		if err != nil {
			return nil, nil, &verb.UsageError{Err: fmt.Errorf("--replay %s: %w", f.replay, err)}
		}
		return target, nil, nil
	}
	before, err := f.resumed()
	if err != nil {
		return nil, nil, &verb.UsageError{Err: err}
	}
	opts.Resume, opts.OnProgress = before, f.progress(env)
	target, err := f.target(env)
	if err == nil {
		err = f.describe(env, target, opts)
	}
	if err != nil {
		return nil, nil, &verb.UsageError{Err: err}
	}
	books, err := f.keepBooks(target)
	if err != nil {
		return nil, nil, &verb.UsageError{Err: err}
	}
	if f.record != "" {
		if err := f.recordTo(target, opts); err != nil {
			return nil, nil, &verb.UsageError{Err: fmt.Errorf("--record %s: %w", f.record, err)}
		}
	}
	return target, books, f.forget(ctx, env, target, before)
}

// recordTo lets each case leave a recording, which is written when the case has ended.
func (f *conformanceFlags) recordTo(target *suite.Target, opts *suite.RunOptions) error {
	if opts.Resume != nil {
		opts.Seed = opts.Resume.Seed
	}
	for opts.Seed == 0 {
		opts.Seed = rand.Uint64()
	}
	uploads := target.UploadURL
	if uploads == "" {
		uploads = target.APIURL
	}
	options := &cassettes.Options{
		Source: "Recorded from " + target.APIURL + ": evidence about what answers there.",
		Run: &cassettes.Run{
			Prefix: prefixWord + strconv.FormatUint(opts.Seed, 36), Clock: time.Now().UTC().Truncate(time.Second),
			API: strings.TrimSuffix(target.APIURL, "/"), Uploads: strings.TrimSuffix(uploads, "/"),
			Account: f.accountClass, FailingDependency: target.FailingDependency,
		},
		Secrets: []string{target.Password, target.SecondPassword, target.ForeignPassword},
	}
	if f.APIURL == "" {
		options.Source = "Recorded from the emulator of this project: evidence about the emulator, not about Twilio."
	}
	shared := target.Transport
	target.Open = func(id string) (http.RoundTripper, error) {
		path := recordingOf(f.record, id)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		return cassettes.Record(path, shared, options)
	}
	if info, err := os.Stat(f.record); err == nil && !info.IsDir() {
		return errors.New("it is not a directory")
	}
	// Once before anything is sent: what is wrong with the folder is wrong for every case.
	if _, err := cassettes.Record(recordingOf(f.record, "first/of-all"), shared, options); err != nil {
		return err
	}
	if err := os.MkdirAll(f.record, 0o755); err != nil {
		return err
	}
	return project.CheckReplace(filepath.Join(f.record, "first"+recordings))
}

func recordingOf(dir, id string) string {
	return filepath.Join(dir, filepath.FromSlash(id)+recordings)
}

// replayed is the target that the recordings below --replay are. A case without a recording is not
// supported.
func (f *conformanceFlags) replayed(opts *suite.RunOptions) (*suite.Target, error) {
	files, err := recordingsIn(f.replay)
	if err != nil {
		return nil, err
	}
	run, err := runOf(files)
	if err != nil {
		return nil, err
	}
	seed, err := strconv.ParseUint(strings.TrimPrefix(run.Prefix, prefixWord), 36, 64)
	if err != nil || seed == 0 || prefixWord+strconv.FormatUint(seed, 36) != run.Prefix {
		return nil, fmt.Errorf("the recordings were made with the prefix %q, which is not one of a run", run.Prefix)
	}
	opts.Seed = seed
	if unknown := strangers(files); len(unknown) > 0 {
		return nil, fmt.Errorf("recordings of cases that are not in the catalogue: %s", strings.Join(unknown, ", "))
	}
	opts.Cases = casesWith(files)
	atOnce := map[string]bool{}
	for _, c := range opts.Cases {
		atOnce[c.ID] = c.AtOnce
	}
	sid := strings.Repeat("a", 32) // as recordings have it instead of the real ones
	target := &suite.Target{
		Name: "recordings of " + run.API, APIURL: run.API, UploadURL: run.Uploads, PollInterval: time.Millisecond,
		Username: "AC" + sid, Password: "replayed-password", SecondUsername: "SK" + sid,
		SecondPassword:  "replayed-second-password",
		ForeignUsername: "AC" + strings.Repeat("b", 32), ForeignPassword: "replayed-foreign-password",
		FailingDependency: run.FailingDependency,
		Features:          suite.Features(),
		Open: func(id string) (http.RoundTripper, error) {
			if atOnce[id] {
				return cassettes.Replay(files[id])
			}
			return cassettes.ReplayInOrder(files[id])
		},
	}
	if run.FailingDependency == "" {
		target.Features = slices.DeleteFunc(target.Features,
			func(f suite.Feature) bool { return f == suite.FeatureFailedBuilds })
	}
	return target, nil
}

// recordingsIn maps case IDs to files.
func recordingsIn(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != recordings {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		files[strings.TrimSuffix(filepath.ToSlash(relative), recordings)] = path
		return err
	})
	if err == nil && len(files) == 0 {
		err = errors.New("it holds no recordings")
	}
	if err != nil {
		return nil, err
	}
	return files, nil
}

// runOf is the run that made all of the recordings.
func runOf(files map[string]string) (*cassettes.Run, error) {
	var first *cassettes.Run
	for _, path := range files {
		run, err := cassettes.ReadRun(path)
		switch {
		case err != nil:
			return nil, err
		case run == nil:
			return nil, fmt.Errorf("%s does not say which run it belongs to: it was not made by conformance --record",
				path)
		case first == nil:
			first = run
		case run.Prefix != first.Prefix, run.API != first.API, run.Uploads != first.Uploads,
			run.FailingDependency != first.FailingDependency:
			return nil, fmt.Errorf("%s belongs to another run than the others: record all of them at once", path)
		}
	}
	return first, nil
}

// casesWith is the catalogue, in which cases without a recording need what no target has.
func casesWith(files map[string]string) []suite.Case {
	cases := cases.All()
	for i := range cases {
		if files[cases[i].ID] == "" {
			cases[i].Needs = append(slices.Clone(cases[i].Needs), notRecorded)
		}
	}
	return cases
}

func strangers(files map[string]string) []string {
	known := map[string]bool{}
	for _, c := range cases.All() {
		known[c.ID] = true
	}
	var unknown []string
	for id, path := range files {
		if !known[id] {
			unknown = append(unknown, path)
		}
	}
	slices.Sort(unknown)
	return unknown
}
