package bundle_test

import (
	"fmt"
	"testing/fstest"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// A real program passes os.DirFS("path/to/project").
func ExampleRead() {
	project := fstest.MapFS{
		"package.json": {Data: []byte(`{"name": "hello", "dependencies": {"twilio": "^5.0.0"}}`)},
		"functions/hello.js": {Data: []byte(
			`exports.handler = (context, event, callback) => callback(null, "hi");`)},
		"functions/sms.protected.js": {Data: []byte(`exports.handler = (context, event, callback) => callback();`)},
		"assets/index.html":          {Data: []byte(`<h1>Hello</h1>`)},
	}
	bundle, err := bundle.Read(project, nil)
	if err != nil {
		fmt.Println(err) // every problem, one a line
		return
	}
	fmt.Println(bundle.Name, bundle.Dependencies)
	for _, f := range bundle.Functions {
		fmt.Println("function", f.Path, f.Visibility)
	}
	for _, f := range bundle.Assets {
		fmt.Println("asset", f.Path, f.Visibility, f.ContentType)
	}
	// Output:
	// hello [{twilio ^5.0.0}]
	// function /hello public
	// function /sms protected
	// asset /index.html public text/html; charset=utf-8
}

func ExampleRead_problems() {
	_, err := bundle.Read(fstest.MapFS{
		"functions/hello.js":           {},
		"functions/hello.protected.js": {},
		"assets/.env":                  {},
	}, nil)
	fmt.Println(err)
	// Output:
	// the project has 2 problems:
	//   assets/.env: would be published: hidden files and node_modules are not Assets; move it out of assets/
	//   functions/hello.protected.js: "/hello": functions/hello.js has the same path; rename one of the two files
}
