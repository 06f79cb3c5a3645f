// Package deployer puts a project of Functions and Assets onto the Twilio
// Serverless API. Package bundle reads the project:
//
//	project, err := bundle.Read(os.DirFS("."), nil)
//
// # Planning and applying
//
// [Deployer.Plan] reads what the account holds and returns a [Plan]; it never
// writes. [Deployer.Apply] does what the plan lists, nothing else, and calls
// [Options.OnEvent] for each thing when it is done:
//
//	d, err := deployer.New(api, &deployer.Options{OnEvent: show})
//	plan, err := d.Plan(ctx, deployer.Request{Bundle: project, Service: "hello", Environment: "dev"})
//	result, err := d.Apply(ctx, plan)
//
// A Service, an Environment, a Function or an Asset that is not there is
// created, under the names by which existing tools look for them. Each file that
// differs from what is live gets a new version. All versions become one Build;
// when it is completed, a Deployment makes it live in place of what was live
// before. Variables are added and changed while the Build runs, so a Build that
// fails may leave them changed; they are removed only when asked, after the
// Deployment.
//
// Up to 40 requests are under way at once, and as few as the API takes when it
// answers 429; see [Options.Concurrency].
//
// # What is uploaded
//
// The version that is live under a path stays ([ActionKeep]) if it has the
// project's content, content type and visibility. Whether it has is known from
// digests: those in [Request.Known], when they are about the live Build, else
// those in the manifest, a private Function inside the Build ([ManifestPath]).
// Without either, as when another tool has deployed, Functions are read back and
// compared, and Assets, which cannot be read back, are uploaded. When files,
// dependencies and runtime are those of the live Build, there is no Build and no
// Deployment. The manifest alone never causes one.
//
// The plan says how many requests applying it takes; planning takes 3 with
// Known and 5 with the manifest.
//
// A file that is gone from the project is not in the new Build ([ActionRemove]);
// its Function or Asset stays, unused, and is found again when the file comes
// back.
//
// A plan is for what was live when it was made. If another Build is live by the
// time of the Deployment, nothing is deployed and the error is [ErrStale].
//
// # Other plans
//
// [Deployer.PlanPromote], [Deployer.PlanActivate] and [Deployer.PlanRollback] make a
// Build live that exists, [Deployer.PlanUndeploy] takes down what is live. They
// return the same [Plan], for the same Apply. Variables are not part of a Build,
// so [Plan.Warnings] says where they differ. [Deployer.PlanPrune] deletes Builds,
// Functions and Assets that nothing needs any more.
//
// # Stored plans
//
// A plan can be stored as JSON and applied later, by another process:
//
//	plan, err := deployer.ReadPlan(file)
//	err = plan.Bind(ctx, deployer.Request{Bundle: project, Variables: variables})
//	result, err := d.Apply(ctx, plan)
//
// It holds no contents and no values. Bind takes them from the project and refuses
// one that differs from the one that the plan was made from; Apply refuses with
// [ErrStale] when the account has changed in a way that the plan does not fit.
//
// # When something fails
//
// Apart from Variables, nothing that is live changes before the Deployment. A
// write whose answer is lost is looked for before it is repeated, so nothing is
// created twice. After an error, and after the context has ended, planning and
// applying again completes what was begun: it finds what is there already.
//
// Services, Environments, Functions, Assets and Variables are found by their
// names. Versions and Builds have none: who keeps what [Options.Journal] is told,
// even when the process is killed, and hands it to the next [Request], has no
// file uploaded twice and no Build made twice. The journal is a hint. A version
// counts when its digest is that of the file and the plan uses its Function or
// Asset, a Build when it is made of exactly the versions, dependencies and
// runtime of the plan and has not failed. What was purged meanwhile is uploaded
// again.
//
// [Result] says what was done, [StepError] where it ended, and Suggestion of
// [BuildFailedError] what to try.
package deployer
