package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplaceOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want, wantErr string }{
		{name: "once", text: "a OLD b", want: "a NEW b"},
		{name: "gone", text: "a b", wantErr: `"OLD" occurs 0 times`},
		{name: "twice", text: "OLD OLD", wantErr: `"OLD" occurs 2 times`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := replaceOnce(tc.text, "OLD", "NEW")
			if tc.wantErr != "" {
				require.ErrorContains(t, err, tc.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestTemplates_pinnedGeneratorStillHasTheLine(t *testing.T) {
	t.Parallel()
	version, overrides, err := templates()
	require.NoError(t, err)
	require.Regexp(t, `^v2\.`, version)
	require.Contains(t, overrides["client.tmpl"], rightFormLine)
	require.NotContains(t, overrides["client.tmpl"], wrongFormLine)
}
