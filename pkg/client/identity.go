package client

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// kindOf is the kind of the SID of a resource; the zero kind is that of a page.
func kindOf(resource any) kind {
	switch resource.(type) {
	case *serverless.Asset:
		return assetSID
	case *serverless.AssetVersion:
		return assetVersionSID
	case *serverless.Build, *serverless.BuildStatus:
		return buildSID
	case *serverless.Deployment:
		return deploymentSID
	case *serverless.Environment:
		return environmentSID
	case *serverless.Function:
		return functionSID
	case *serverless.FunctionVersion, *serverless.FunctionVersionContent:
		return functionVersionSID
	case *serverless.Log:
		return logSID
	case *serverless.Service:
		return serviceSID
	case *serverless.Variable:
		return variableSID
	}
	return kind{}
}

// parents are the properties that name the resources above the one of an answer, by the word of the
// path in front of their SID.
var parents = map[string]string{
	"Services": "ServiceSID", "Environments": "EnvironmentSID", "Functions": "FunctionSID", "Assets": "AssetSID",
}

// foreign says why a resource is not the one that a request is about, or nil. `null` and `{}` are
// JSON too, and so is a resource of another kind: a caller who goes on with its SID is far from the
// cause when the next request fails, or changes what nobody asked for.
func foreign(request *http.Request, resource any) error {
	want := kindOf(resource)
	if want == (kind{}) {
		return nil
	}
	value := reflect.ValueOf(resource).Elem()
	sid := value.FieldByName("SID").String()
	switch {
	case sid == "":
		return errors.New("it has no sid")
	case !want.matches(sid):
		return fmt.Errorf("its sid %q is not %s", show.Short(sid), want.name)
	case request == nil:
		return nil
	}
	words := strings.Split(request.URL.Path, "/")
	for i := 1; i < len(words); i++ {
		if !serverless.IsSID(words[i], "") {
			continue
		}
		property, name := "SID", "sid"
		if !want.matches(words[i]) { // no path has two of one kind
			property = parents[words[i-1]]
			name = strings.ToLower(strings.TrimSuffix(property, "SID")) + "_sid"
		}
		field := value.FieldByName(property)
		if !field.IsValid() || field.Kind() != reflect.String || field.Len() == 0 {
			continue
		}
		if !strings.EqualFold(field.String(), words[i]) {
			return fmt.Errorf("its %s is %q, and the request was about %s", name, show.Short(field.String()), words[i])
		}
	}
	return nil
}
