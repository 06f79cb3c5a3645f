package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// What several runs find, each with its share, is what one run finds: every case once, the same outcomes, the same
// coverage; and no report of less than all shards.
func TestConformance_shards(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	conformance := func(args ...string) (code int, report suite.Report, stderr string) {
		t.Helper()
		file := filepath.Join(dir, fmt.Sprintf("%d.json", len(args)))
		code, _, stderr = run(t.Context(), nil, false,
			slices.Concat([]string{"conformance", "--report", file}, args)...)
		if code != verb.ExitCannotRun {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(text, &report))
		}
		return code, report, stderr
	}
	chosen := []string{"--run", "^(logs|deployments)/", "--exclude-operations", "FetchLog"}
	_, whole, _ := conformance(chosen...)
	require.Greater(t, whole.Totals.Cases, 10)
	require.Positive(t, whole.Totals.NotSupported)
	const count = 3
	var merge, files []string
	for index := count; index > 0; index-- { // in any order
		file := filepath.Join(dir, fmt.Sprintf("shard-%d.json", index))
		code, _, stderr := run(t.Context(), nil, false,
			slices.Concat([]string{"conformance", "--report", file, "--shard", fmt.Sprintf("%d/%d", index, count)},
				chosen)...)
		require.Equal(t, verb.ExitDone, code, stderr)
		merge, files = append(merge, "--merge", file), append(files, file)
	}
	code, merged, stderr := conformance(merge...)
	require.Equal(t, verb.ExitDone, code, stderr)
	require.Len(t, merged.Results, len(whole.Results))
	for i, want := range whole.Results {
		got := merged.Results[i]
		assert.Equal(t, []any{want.ID, want.Outcome, want.Operations}, []any{got.ID, got.Outcome, got.Operations})
	}
	assert.Equal(t, whole.Totals.Pass, merged.Totals.Pass)
	assert.Equal(t, whole.Catalogue, merged.Catalogue)
	for i, op := range whole.Operations {
		assert.Equal(t, op.Cases, merged.Operations[i].Cases, op.OperationID)
	}
	for i, axis := range whole.Coverage.Axes {
		assert.Equal(t, axis, merged.Coverage.Axes[i])
	}
	for what, args := range map[string][]string{
		"shard 1/3 is missing":     {"--merge", files[0], "--merge", files[1]},
		"shard 3/3 is there twice": {"--merge", files[0], "--merge", files[0]},
		"ran other cases":          {"--merge", files[0], "--merge", files[1], "--merge", otherShard(t, dir)},
		"exclude each other":       {"--merge", files[0], "--seed", "1"},
		"of no shard":              {"--merge", filepath.Join(dir, "4.json")},
		"no shard: write I/N":      {"--shard", "4/3"},
	} {
		code, _, stderr := conformance(args...)
		assert.Equal(t, verb.ExitCannotRun, code, what)
		assert.Contains(t, stderr, what)
	}
}

func otherShard(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "other.json")
	code, _, stderr := run(t.Context(), nil, false, "conformance", "--report", file, "--shard", "1/3", "--run",
		"^logs/")
	require.Equal(t, verb.ExitDone, code, stderr)
	return file
}
