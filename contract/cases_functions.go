package contract

func functionCases() []Case {
	return holder{
		resource: "functions", kind: "Function", segment: "Functions", key: "functions", page: resourcePage + "function",
	}.cases()
}
