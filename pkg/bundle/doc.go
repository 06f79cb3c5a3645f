// Package bundle reads a project of Functions and Assets: what a deploy would upload.
//
// [Read] turns a file tree into a [Bundle]: which Functions and Assets
// there are, under which paths, with which visibility and content type, and
// which npm packages they need. It understands the layout that the Serverless
// Toolkit (twilio-run) made common:
//
//	package.json                       name and dependencies
//	functions/hello.js                 Function /hello, public
//	functions/sms.protected.js         Function /sms, protected
//	functions/lib/text.private.js      Function /lib/text, private
//	assets/index.html                  Asset /index.html, public
//	assets/prices.private.json         Asset /prices.json, private
//
// src/ stands in for functions/, and static/ for assets/, where the first does
// not exist. Everything that the API would refuse, and everything that would be
// published by accident, is found before the first request and returned
// together as one [Error].
//
// Reading opens files but does not load them: contents are read when they are
// uploaded, through [File.Open].
package bundle
