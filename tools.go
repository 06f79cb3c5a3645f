//go:build tools

// Package tools pins the code generator in go.mod; gen/internal/gen runs it as a library.
package tools

import _ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
