package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// DeployInfoFile is where twilio-run keeps which Service it deployed a project to. It is read and never written.
const DeployInfoFile = ".twiliodeployinfo"

// LegacyInfoFile is where twilio-run before version 3 kept configuration and Service. It is not read.
const LegacyInfoFile = ".twilio-functions"

// HasLegacyInfo reports whether the project has a [LegacyInfoFile].
func (p *Project) HasLegacyInfo() bool {
	_, err := fs.Stat(p.FS, LegacyInfoFile)
	return err == nil
}

// DeployedService is the SID of the Service to which twilio-run deployed the project with one of
// the accounts, "" when that is not known. A file that cannot be read is the error: going to a
// Service of another name instead would make a second one.
func (p *Project) DeployedService(scope Scope) (string, error) {
	data, err := fs.ReadFile(p.FS, DeployInfoFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", DeployInfoFile, err)
	}
	var accounts map[string]struct {
		ServiceSID string `json:"serviceSid"`
	}
	if err := json.Unmarshal(plainjson.TrimMark(data), &accounts); err != nil {
		return "", fmt.Errorf("%s is damaged: %w; give --service, or delete the file to find the Service by its name",
			DeployInfoFile, plainjson.Explain(data, err))
	}
	if twice := plainjson.Repeated(plainjson.TrimMark(data)); len(twice) > 0 {
		return "", fmt.Errorf("%s has %s more than once; give --service, or correct the file", DeployInfoFile,
			show.Short(twice[0]))
	}
	known := map[string]any{}
	for account := range accounts {
		known[account] = nil
	}
	sid := accounts[projectKey(known, scope)].ServiceSID
	if sid != "" && !serverless.IsSID(sid, serverless.ServiceSIDPrefix) {
		return "", fmt.Errorf("%s: serviceSid is not ZS and 32 hexadecimal digits; give --service, or delete the "+
			"file to find the Service by its name", DeployInfoFile)
	}
	return sid, nil
}
