// Package pull writes what is live in an Environment as a project: the Functions
// from the API, the Assets from the domain of the Environment, package.json from
// the Build.
//
// The API gives back no content of Assets, so private ones are out of reach, and
// protected ones need a request that is signed with the Auth Token.
// https://www.twilio.com/docs/serverless/functions-assets/visibility
package pull
