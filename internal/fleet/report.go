package fleet

// ReportVersion is the version of the JSON form of a [Report]. It grows when a property changes its meaning or goes.
const ReportVersion = 1

// Report is what became of a fleet, or of the share of a shard.
type Report struct {
	Version  int `json:"version"`
	Total    int `json:"total"`
	Deployed int `json:"deployed"`
	Failed   int `json:"failed"`
	Begun    int `json:"begun"`
	Pending  int `json:"pending"`
	// Results has each deployment of the file once, in its order.
	Results []Result `json:"results"`
}

// Done reports whether all of it is deployed.
func (r *Report) Done() bool { return r.Deployed == r.Total }

// ReportOf makes one report of the logs that all shards have left in a folder.
func ReportOf(f *Fleet, state string) (*Report, error) {
	found, err := readLogs(state)
	if err != nil {
		return nil, err
	}
	report := &Report{Version: ReportVersion, Total: len(f.Deployments), Results: []Result{}}
	for _, d := range f.Deployments {
		result, ok := found[d.Name]
		if !ok || result.Digest != d.Digest() {
			result = Result{Name: d.Name, Account: d.Account, Outcome: Pending, Digest: d.Digest()}
		}
		switch result.Outcome {
		case Deployed:
			report.Deployed++
		case Failed:
			report.Failed++
		case Begun:
			report.Begun++
		default:
			report.Pending++
		}
		report.Results = append(report.Results, result)
	}
	return report, nil
}
