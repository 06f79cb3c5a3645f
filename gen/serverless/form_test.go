package serverless

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEncodeForm(t *testing.T) {
	t.Parallel()
	text, empty, yes, no := "new", "", true, false
	for name, tc := range map[string]struct {
		body any
		want string
	}{
		"required string": {CreateFunctionRequest{FriendlyName: "a b&c=d+é/"},
			"FriendlyName=a+b%26c%3Dd%2B%C3%A9%2F"},
		"empty required string":   {CreateFunctionRequest{}, "FriendlyName="},
		"optional string, absent": {CreateEnvironmentRequest{UniqueName: "dev"}, "UniqueName=dev"},
		"optional string, empty": {CreateEnvironmentRequest{UniqueName: "dev", DomainSuffix: &empty},
			"DomainSuffix=&UniqueName=dev"},
		"optional string, present": {CreateEnvironmentRequest{UniqueName: "dev", DomainSuffix: &text},
			"DomainSuffix=new&UniqueName=dev"},
		"booleans": {UpdateServiceRequest{IncludeCredentials: &yes, UIEditable: &no},
			"IncludeCredentials=true&UiEditable=false"},
		"nothing": {UpdateServiceRequest{}, ""},
		"array": {CreateBuildRequest{FunctionVersions: []string{"b", "a", "b"}},
			"FunctionVersions=b&FunctionVersions=a&FunctionVersions=b"},
		"array of one":             {CreateBuildRequest{AssetVersions: []string{"a"}}, "AssetVersions=a"},
		"array with an empty item": {CreateBuildRequest{AssetVersions: []string{""}}, "AssetVersions="},
		"arrays, empty and nil":    {CreateBuildRequest{AssetVersions: []string{}}, ""},
		"JSON in a string": {CreateBuildRequest{Dependencies: ptr(`[{"name":"a"}]`)},
			"Dependencies=%5B%7B%22name%22%3A%22a%22%7D%5D"},
		"not UTF-8": {CreateFunctionRequest{FriendlyName: "\xff\x00"}, "FriendlyName=%FF%00"},
		"named string": {struct {
			V Visibility `json:"V"`
		}{VisibilityPublic}, "V=public"},
		"a date": {struct {
			At *time.Time `json:"At"`
		}{ptr(time.Date(2018, 11, 10, 21, 0, 0, 0, time.FixedZone("", 3600)))}, "At=2018-11-10T20%3A00%3A00Z"},
		"part of a second": {struct {
			At time.Time `json:"At"`
		}{time.Date(2018, 11, 10, 20, 0, 0, 5e8, time.UTC)}, "At=2018-11-10T20%3A00%3A00.5Z"},
		"numbers": {struct {
			N int      `json:"N"`
			X *float64 `json:"X"`
			A []int64  `json:"A"`
		}{-7, ptr(1e21), []int64{1, 2}}, "A=1&A=2&N=-7&X=1000000000000000000000"},
		"array of named strings": {struct {
			V []Visibility `json:"V,omitempty"`
		}{[]Visibility{VisibilityPublic, VisibilityPrivate}}, "V=public&V=private"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := encodeForm(tc.body)
			require.NoError(t, err)
			assert.Equal(t, tc.want, got.Encode())
		})
	}
}

func TestEncodeForm_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body any
		want string
	}{
		"nil":       {nil, "want a struct, got <nil>"},
		"a pointer": {&CreateFunctionRequest{}, "want a struct, got *serverless.CreateFunctionRequest"},
		"a map":     {map[string]string{"a": "b"}, "want a struct"},
		"no tag": {struct {
			Name string
		}{}, "field Name of struct"},
		"an object": {struct {
			N map[string]any `json:"Count"`
		}{map[string]any{}}, "field Count of struct"},
		"an array of structs": {struct {
			N []struct{} `json:"N"`
		}{[]struct{}{{}}}, "arrays of struct {} cannot be sent in a form"},
		"bytes": {struct {
			N []byte `json:"N"`
		}{[]byte("a")}, "arrays of uint8 cannot be sent in a form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := encodeForm(tc.body)
			assert.ErrorContains(t, err, tc.want)
		})
	}
}

// FuzzEncodeForm: what a server parses is byte for byte what was given.
func FuzzEncodeForm(f *testing.F) {
	f.Add("", "", "", true)
	f.Add("ZN1", "ZN2", `[{"name":"a","version":"^1"}]`, false)
	f.Add("a&b=c;d", "\xff\xfe\x00", "%zz+ \r\n#é", true)
	f.Fuzz(func(t *testing.T, first, second, text string, flag bool) {
		form, err := encodeForm(CreateBuildRequest{AssetVersions: []string{first, second}, Dependencies: &text})
		require.NoError(t, err)
		parsed, err := url.ParseQuery(form.Encode())
		require.NoError(t, err)
		require.Equal(t, url.Values{"AssetVersions": {first, second}, "Dependencies": {text}}, parsed)

		form, err = encodeForm(CreateServiceRequest{UniqueName: first, FriendlyName: second, UIEditable: &flag})
		require.NoError(t, err)
		parsed, err = url.ParseQuery(form.Encode())
		require.NoError(t, err)
		want := url.Values{"UniqueName": {first}, "FriendlyName": {second},
			"UiEditable": {map[bool]string{true: "true", false: "false"}[flag]}}
		require.Equal(t, want, parsed)
	})
}

func ptr[T any](v T) *T { return &v }
