package storagetest

import "testing"

// testCase is one promise and its proof.
type testCase struct {
	name string
	run  func(*env)
}

// Run proves a backend by cases, each in a store of its own.
func Run(t *testing.T, open Open) {
	groups := []struct {
		name  string
		cases []testCase
	}{
		{"Sync", syncCases},
		{"Claim", claimCases},
		{"Finish", finishCases},
		{"Fold", foldCases},
		{"Near", nearCases},
		{"Lead", leadCases},
		{"Doubt", doubtCases},
		{"Split", splitCases},
		{"Headlines", headlineCases},
		{"Copies", copiesCases},
		{"Delete", deleteCases},
		{"Hurry", hurryCases},
		{"Items", itemsCases},
		{"Deliver", deliverCases},
		{"Subscriptions", subscriptionCases},
		{"Stories", storyCases},
		{"Changes", changeCases},
		{"Clicks", clickCases},
		{"Promotions", promotionCases},
		{"Documents", documentCases},
		{"Prune", pruneCases},
		{"Store", storeCases},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(newEnv(t, open))
				})
			}
		})
	}
}
