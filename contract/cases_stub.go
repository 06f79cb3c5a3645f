package contract

func buildCases() []Case       { return nil }
func buildStatusCases() []Case { return nil }
func environmentCases() []Case { return nil }
func variableCases() []Case    { return nil }
func deploymentCases() []Case  { return nil }
func logCases() []Case         { return nil }
