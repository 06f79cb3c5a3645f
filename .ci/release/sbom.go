package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
)

// billOfMaterials is the CycloneDX 1.6 bill of materials of a binary, read off the binary itself.
func (r *Release) billOfMaterials(p Platform, binary []byte) ([]byte, error) {
	info, err := buildinfo.Read(bytes.NewReader(binary))
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(binary)
	main := component(module, string(r.Version), cdx.ComponentTypeApplication)
	main.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(digest[:])}}
	main.Licenses = &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}}
	main.Properties = &[]cdx.Property{{Name: "platform", Value: p.String()}, {Name: "commit", Value: r.Source.Commit}}
	std := component("std", strings.TrimPrefix(info.GoVersion, "go"), cdx.ComponentTypeLibrary)
	components, references := []cdx.Component{std}, []string{std.BOMRef}
	for _, dependency := range info.Deps {
		if dependency.Replace != nil {
			return nil, fmt.Errorf("%s is replaced by %s: a release links what go.mod requires",
				dependency.Path, dependency.Replace.Path)
		}
		c := component(dependency.Path, dependency.Version, cdx.ComponentTypeLibrary)
		if c.Hashes, err = hashes(dependency); err != nil {
			return nil, err
		}
		components, references = append(components, c), append(references, c.BOMRef)
	}
	bom := cdx.NewBOM()
	// The number names the content, as the same content gets it again.
	bom.SerialNumber = "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, digest[:]).String()
	bom.Metadata = &cdx.Metadata{Timestamp: r.Source.Time.Format(time.RFC3339), Component: &main}
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: main.BOMRef, Dependencies: &references}}
	var out bytes.Buffer
	encoder := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false)
	err = encoder.EncodeVersion(bom, cdx.SpecVersion1_6)
	return out.Bytes(), err
}

func component(path, version string, kind cdx.ComponentType) cdx.Component {
	url := "pkg:golang/" + path + "@" + version
	return cdx.Component{Type: kind, BOMRef: url, Name: path, Version: version, PackageURL: url}
}

// hashes turns the sum of a module, which is base64, into the form of CycloneDX.
func hashes(m *debug.Module) (*[]cdx.Hash, error) {
	sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:"))
	if err != nil || len(sum) != sha256.Size {
		return nil, fmt.Errorf("%s has the sum %q, which is none", m.Path, m.Sum)
	}
	return &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum)}}, nil
}
