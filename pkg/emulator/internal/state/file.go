package state

import "fmt"

// A File is Function or Asset. The two are alike but for the words.
type File int

// The two kinds of files.
const (
	Function File = iota
	Asset
)

// Parameter is the name of the path parameter below which the versions are.
func (f File) Parameter() string {
	if f == Asset {
		return "AssetSid"
	}
	return "FunctionSid"
}

// Collection is the path segment.
func (f File) Collection() string {
	if f == Asset {
		return "Assets"
	}
	return "Functions"
}

// ListKey is the name of the array in a list.
func (f File) ListKey() string {
	if f == Asset {
		return "assets"
	}
	return "functions"
}

// VersionsKey is the name of the array in a list of versions and in links.
func (f File) VersionsKey() string {
	if f == Asset {
		return "asset_versions"
	}
	return "function_versions"
}

// VersionsField is the field of CreateBuild that names versions of the kind.
func (f File) VersionsField() string {
	if f == Asset {
		return "AssetVersions"
	}
	return "FunctionVersions"
}

// String is the word for one of the kind.
func (f File) String() string {
	if f == Asset {
		return "asset"
	}
	return "function"
}

// MarshalText writes the word.
func (f File) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads the word.
func (f *File) UnmarshalText(text []byte) error {
	switch string(text) {
	case "function":
		*f = Function
	case "asset":
		*f = Asset
	default:
		return fmt.Errorf("kind %q is neither function nor asset", text)
	}
	return nil
}
