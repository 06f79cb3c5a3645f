package cassettes_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

func ExampleReplay() {
	rt, err := cassettes.Replay("docs/pages/FetchBuildStatus.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: rt}
	resp, err := client.Get("https://serverless.twilio.com/v1/Services/ZS00000000000000000000000000000000/Builds/ZB00000000000000000000000000000000/Status")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var build struct{ Status string }
	err = json.NewDecoder(resp.Body).Decode(&build)
	fmt.Println(resp.StatusCode, build.Status, err)
	fmt.Println("everything was asked for:", rt.Close() == nil)
	// Output:
	// 200 completed <nil>
	// everything was asked for: true
}
