// Command twiliogo uses every operation of the Serverless API that github.com/twilio/twilio-go has,
// as a user would write it: twiliogo SERVICE_SID FUNCTION_SID ASSET_SID. The Function and the Asset
// must have three versions each, which that library cannot upload. Credentials come from
// TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. It panics when an answer is not as expected.
package main

import (
	"fmt"
	"os"
	"strings"

	serverless "github.com/twilio/twilio-go/rest/serverless/v1"
)

const pageSize = 2 // so that each list takes more than a page

func main() {
	u := user{newAPI(), os.Args[1]}
	u.functions(os.Args[2])
	u.assets(os.Args[3])
	build := u.builds(u.versions(os.Args[2], os.Args[3]))
	u.environments(build)
	u.deleteAll(build)
	u.services()
	fmt.Fprintln(os.Stdout, "done")
}

// user has one Service.
type user struct {
	api     *serverless.ApiService
	service string
}

func (u user) services() {
	for _, name := range []string{"one", "two", "three", "four"} {
		made := must(u.api.CreateService(new(serverless.CreateServiceParams).SetUniqueName(name).SetFriendlyName(
			name).SetUiEditable(true)))
		updated := must(u.api.UpdateService(*made.Sid,
			new(serverless.UpdateServiceParams).SetFriendlyName(name+" & more")))
		equal(*updated.FriendlyName, name+" & more")
		equal(*must(u.api.FetchService(*made.Sid)).UniqueName, name)
	}
	all := must(u.api.ListService(new(serverless.ListServiceParams).SetPageSize(pageSize)))
	equal(len(all), 5)
	equal(len(must(u.api.ListService(new(serverless.ListServiceParams).SetPageSize(pageSize).SetLimit(3)))), 3)
	items, errs := u.api.StreamService(new(serverless.ListServiceParams).SetPageSize(pageSize))
	streamed := 0
	for range items {
		streamed++
	}
	check(<-errs)
	equal(streamed, 5)
	for _, s := range all {
		check(u.api.DeleteService(*s.Sid))
	}
	_, err := u.api.FetchService(u.service)
	if err == nil || !strings.Contains(err.Error(), "20404") {
		panic(fmt.Sprintf("a deleted Service: %v", err))
	}
}

func (u user) functions(seeded string) {
	for _, name := range []string{"/one", "/two", "/three"} {
		made := must(u.api.CreateFunction(u.service, new(serverless.CreateFunctionParams).SetFriendlyName(name)))
		updated := must(u.api.UpdateFunction(u.service, *made.Sid,
			new(serverless.UpdateFunctionParams).SetFriendlyName(name+" ü")))
		equal(*updated.FriendlyName, name+" ü")
	}
	all := must(u.api.ListFunction(u.service, new(serverless.ListFunctionParams).SetPageSize(pageSize)))
	equal(len(all), 4)
	for _, f := range all {
		equal(*must(u.api.FetchFunction(u.service, *f.Sid)).Sid, *f.Sid)
		if *f.Sid != seeded {
			check(u.api.DeleteFunction(u.service, *f.Sid))
		}
	}
}

func (u user) assets(seeded string) {
	for _, name := range []string{"/one", "/two", "/three"} {
		made := must(u.api.CreateAsset(u.service, new(serverless.CreateAssetParams).SetFriendlyName(name)))
		updated := must(u.api.UpdateAsset(u.service, *made.Sid,
			new(serverless.UpdateAssetParams).SetFriendlyName(name+" + more")))
		equal(*updated.FriendlyName, name+" + more")
	}
	all := must(u.api.ListAsset(u.service, new(serverless.ListAssetParams).SetPageSize(pageSize)))
	equal(len(all), 4)
	for _, a := range all {
		equal(*must(u.api.FetchAsset(u.service, *a.Sid)).Sid, *a.Sid)
		if *a.Sid != seeded {
			check(u.api.DeleteAsset(u.service, *a.Sid))
		}
	}
}

// versions looks at what was uploaded and returns the SIDs of the newest.
func (u user) versions(function, asset string) (functionVersion, assetVersion string) {
	functions := must(u.api.ListFunctionVersion(u.service, function,
		new(serverless.ListFunctionVersionParams).SetPageSize(pageSize)))
	equal(len(functions), 3)
	functionVersion = *functions[0].Sid
	equal(*must(u.api.FetchFunctionVersion(u.service, function, functionVersion)).Path, "/function")
	equal(*must(u.api.FetchFunctionVersionContent(u.service, function, functionVersion)).Content, "version 3")
	assets := must(u.api.ListAssetVersion(u.service, asset,
		new(serverless.ListAssetVersionParams).SetPageSize(pageSize)))
	equal(len(assets), 3)
	assetVersion = *assets[0].Sid
	equal(*must(u.api.FetchAssetVersion(u.service, asset, assetVersion)).Path, "/asset")
	return functionVersion, assetVersion
}

// builds makes three and returns the SID of the newest.
func (u user) builds(functionVersion, assetVersion string) string {
	for range 3 {
		params := new(serverless.CreateBuildParams).SetFunctionVersions([]string{functionVersion}).SetAssetVersions(
			[]string{assetVersion}).
			SetDependencies(`[{"name":"lodash","version":"4.17.21"}]`).SetRuntime("node22")
		made := must(u.api.CreateBuild(u.service, params))
		equal(*must(u.api.FetchBuildStatus(u.service, *made.Sid)).Status, "completed")
		equal(len(*must(u.api.FetchBuild(u.service, *made.Sid)).FunctionVersions), 1)
	}
	all := must(u.api.ListBuild(u.service, new(serverless.ListBuildParams).SetPageSize(pageSize)))
	equal(len(all), 3)
	check(u.api.DeleteBuild(u.service, *all[2].Sid))
	return *all[0].Sid
}

func (u user) environments(build string) {
	for _, name := range []string{"one", "two", "three"} {
		made := must(u.api.CreateEnvironment(u.service,
			new(serverless.CreateEnvironmentParams).SetUniqueName(name).SetDomainSuffix(name)))
		equal(*must(u.api.FetchEnvironment(u.service, *made.Sid)).DomainSuffix, name)
	}
	all := must(u.api.ListEnvironment(u.service, new(serverless.ListEnvironmentParams).SetPageSize(pageSize)))
	equal(len(all), 3)
	u.variables(*all[0].Sid)
	u.deployments(*all[0].Sid, build)
	u.logs(*all[0].Sid)
	for _, e := range all[1:] {
		check(u.api.DeleteEnvironment(u.service, *e.Sid))
	}
}

func (u user) variables(environment string) {
	for _, key := range []string{"ONE", "TWO", "THREE"} {
		made := must(u.api.CreateVariable(u.service, environment,
			new(serverless.CreateVariableParams).SetKey(key).SetValue("a=b&c")))
		equal(*made.Value, "a=b&c")
		must(u.api.UpdateVariable(u.service, environment, *made.Sid,
			new(serverless.UpdateVariableParams).SetValue("50 % ü")))
		equal(*must(u.api.FetchVariable(u.service, environment, *made.Sid)).Value, "50 % ü")
	}
	all := must(u.api.ListVariable(u.service, environment, new(serverless.ListVariableParams).SetPageSize(pageSize)))
	equal(len(all), 3)
	for _, v := range all {
		check(u.api.DeleteVariable(u.service, environment, *v.Sid))
	}
}

// deployments makes the build live, takes it down (no BuildSid) and makes it live again.
func (u user) deployments(environment, build string) {
	live := new(serverless.CreateDeploymentParams).SetBuildSid(build)
	for _, params := range []*serverless.CreateDeploymentParams{live, {}, live} {
		made := must(u.api.CreateDeployment(u.service, environment, params))
		equal(*must(u.api.FetchDeployment(u.service, environment, *made.Sid)).Sid, *made.Sid)
	}
	equal(len(must(u.api.ListDeployment(u.service, environment,
		new(serverless.ListDeploymentParams).SetPageSize(pageSize)))), 3)
	equal(*must(u.api.FetchEnvironment(u.service, environment)).BuildSid, build)
}

func (u user) logs(environment string) {
	all := must(u.api.ListLog(u.service, environment, new(serverless.ListLogParams).SetPageSize(pageSize)))
	equal(len(all), 6)
	equal(*must(u.api.FetchLog(u.service, environment, *all[0].Sid)).Message, *all[0].Message)
}

// deleteAll meets an error on the way: what is live cannot be deleted.
func (u user) deleteAll(build string) {
	err := u.api.DeleteBuild(u.service, build)
	if err == nil {
		panic("a live Build was deleted")
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func equal[T comparable](got, want T) {
	if got != want {
		panic(fmt.Sprintf("got %v, want %v", got, want))
	}
}
