package project

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestPackageName(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, file, want, wantErr string }{
		{name: "named", file: `{"name":"hello","version":"1.0.0"}`, want: "hello"},
		{name: "unnamed", file: `{}`},
		{name: "broken", file: `{"name":`, wantErr: "package.json: it is not valid JSON at line 1, column 8"},
		{name: "not a string", file: `{"name":7}`, wantErr: "package.json: line 1, column 9: name is a JSON number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := &Project{FS: fstest.MapFS{"package.json": {Data: []byte(tc.file)}}}
			got, err := p.PackageName()
			if tc.wantErr != "" {
				require.ErrorContains(t, err, tc.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
	t.Run("absent", func(t *testing.T) {
		t.Parallel()
		got, err := (&Project{FS: fstest.MapFS{}}).PackageName()
		require.NoError(t, err)
		require.Empty(t, got)
	})
}
