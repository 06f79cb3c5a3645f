package coverage

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
)

// The plan has a slot for each operation, each status that a case can ask for, and the properties of each success.
func TestNewPlan_hasEverySlotOnce(t *testing.T) {
	t.Parallel()
	p, err := newPlan()
	require.NoError(t, err)
	assert.Len(t, p.slots[operationAxis], len(operations.IDs()))
	documents, err := apidoc.Operations()
	require.NoError(t, err)
	for id, op := range documents {
		for status := range op.Responses.Map() {
			if status != "429" && !strings.HasSuffix(status, "XX") {
				assert.Contains(t, p.slots[statusAxis], id+" "+status)
			}
		}
		if described, _ := operations.Lookup(id); described.Success != http.StatusNoContent {
			assert.True(t, slices.ContainsFunc(p.slots[presentAxis], func(slot string) bool {
				return strings.HasPrefix(slot, id+" /")
			}), "no property of the answer of %s", id)
		}
	}
	assert.Len(t, p.slots[omittedAxis], len(p.slots[sentAxis]))
	for a := range axes {
		once := map[string]bool{}
		for _, slot := range p.slots[a] {
			assert.False(t, once[slot], "%s: %s", axisNames[a].name, slot)
			once[slot] = true
		}
	}
	assert.Contains(t, p.slots[limitAxis], "CreateAssetVersion Content x-max-bytes=26214400")
	assert.NotContains(t, p.slots[limitAxis], "CreateDeployment BuildSid maxLength=34", "a fixed length is no limit")
	assert.Contains(t, p.slots[nullAxis], "ListLog /meta/next_page_url")
	assert.NotContains(t, p.slots[nullAxis], "ListLog /meta/url")
	assert.NotContains(t, strings.Join(p.slots[statusAxis], "\n"), "429")
}

func TestReport(t *testing.T) {
	t.Parallel()
	c, err := NewCounter()
	require.NoError(t, err)
	remove := anyDelete(t)
	c.Observe(&Exchange{Operation: remove, Status: 204})
	r := c.Report()
	require.Len(t, r.Axes, int(axes))
	for _, a := range r.Axes {
		assert.Equal(t, a.Slots, a.Reached+len(a.Missing)+len(a.Excused), a.Name)
	}
	assert.Equal(t, 1, r.Axes[operationAxis].Reached)
	assert.NotContains(t, r.Axes[operationAxis].Missing, remove)
	assert.Contains(t, r.Axes[operationAxis].Missing, "FetchBuild")
	all := len(operations.IDs())
	assert.Equal(t, fmt.Sprintf("operations: 1 of %d seen, %d missing", all, all-1), r.Axes[operationAxis].String())

	sample := &Report{Axes: []Axis{{Name: "a", Slots: 4, Reached: 1, Missing: []string{"X /y"},
		Excused: []Excused{{"P", "cold"}, {"Q", "cold"}}}}}
	var b bytes.Buffer
	require.NoError(t, sample.WriteText(&b))
	assert.Equal(t, "a: 1 of 4 seen, 1 missing, 2 excused\n  missing  X /y\n  excused, cold:\n           P\n"+
		"           Q\n", b.String())
	require.ErrorContains(t, sample.WriteText(failing{}), "disk full")
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestParseExceptions(t *testing.T) {
	t.Parallel()
	list, err := parseExceptions("# note\n\nstatuses | DeleteHarp 4* | not known\nproperties-present|A /b/[]/c|why\n")
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.True(t, list[0].pattern.MatchString("DeleteHarp 400"))
	assert.False(t, list[0].pattern.MatchString("UndeleteHarp 400"), "the whole slot is meant")
	assert.True(t, list[1].pattern.MatchString("A /b/[]/c"))
	assert.False(t, list[1].pattern.MatchString("A /b//c"), "only * is special")
	for _, line := range []string{"statuses | X", "statuses | | why", "a | b | c | d", "statuses | X |"} {
		_, err := parseExceptions("\n" + line)
		require.ErrorContains(t, err, "line 2", line)
	}
}
