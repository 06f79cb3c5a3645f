package emulator

import "fmt"

// Visibilities of versions, as they are kept and shown.
const (
	visibilityPublic    = "public"
	visibilityProtected = "protected"
	visibilityPrivate   = "private"
)

func visibilities() []string {
	return []string{visibilityPublic, visibilityProtected, visibilityPrivate}
}

// A kind tells Functions from Assets, which are alike but for the words.
type kind int

const (
	kindFunction kind = iota
	kindAsset
)

// parameter is the name of the path parameter below which the versions are.
func (k kind) parameter() string {
	if k == kindAsset {
		return "AssetSid"
	}
	return "FunctionSid"
}

// collection is the path segment, and listKey the name of the array in a list.
func (k kind) collection() string {
	if k == kindAsset {
		return "Assets"
	}
	return "Functions"
}

func (k kind) listKey() string {
	if k == kindAsset {
		return "assets"
	}
	return "functions"
}

// versionsKey is the name of the array in a list of versions and in links.
func (k kind) versionsKey() string {
	if k == kindAsset {
		return "asset_versions"
	}
	return "function_versions"
}

// versionsField is the field of CreateBuild that names versions of the kind.
func (k kind) versionsField() string {
	if k == kindAsset {
		return "AssetVersions"
	}
	return "FunctionVersions"
}

// MarshalText writes a kind in words, for dumps.
func (k kind) MarshalText() ([]byte, error) {
	if k == kindAsset {
		return []byte("asset"), nil
	}
	return []byte("function"), nil
}

// UnmarshalText reads what MarshalText writes.
func (k *kind) UnmarshalText(text []byte) error {
	switch string(text) {
	case "function":
		*k = kindFunction
	case "asset":
		*k = kindAsset
	default:
		return fmt.Errorf("kind %q is neither function nor asset", text)
	}
	return nil
}
