package storagetest

import (
	"time"

	"freshet/storage"
)

var copiesCases = []testCase{
	{"own: takes the lead", copiesOwnLeads},
	{"own: two such sources", copiesOwnTwo},
	{"own: copies of others join", copiesOwnJoined},
	{"keep: joins nothing and is joined by nothing", copiesKeep},
	{"a change holds from now on", copiesChange},
	{"revisions and flips stay", copiesRevision},
}

// policies makes sources with policies the active ones.
func (e *env) policies(list map[string]storage.Copies) {
	e.t.Helper()
	var specs []storage.SourceSpec
	for name, c := range list {
		sp := spec(name)
		sp.Copies = c
		specs = append(specs, sp)
	}
	_, err := e.Sync(e.ctx, t0, specs)
	e.must(err)
}

// copy polls a copy on the page of "a" and tells whether it joined.
func (e *env) copy(source string, minute int) (joined bool) {
	e.t.Helper()
	return e.poll(source, t0.Add(time.Duration(minute)*time.Minute), []storage.Item{linking(source, "copy", nil)}).Joined == 1
}

func copiesOwnLeads(e *env) {
	e.policies(map[string]storage.Copies{"a": storage.FoldCopies, "b": storage.OwnCopies})
	e.reopen()
	e.copy("a", 0)
	e.want("joined", e.copy("b", 1), true)
	e.want("lead", e.only().Lead.GUID, "b/copy")
	e.want("spec", e.status("b").Source.Copies, storage.OwnCopies)
}

func copiesOwnTwo(e *env) {
	e.policies(map[string]storage.Copies{"b": storage.OwnCopies, "c": storage.OwnCopies, "d": storage.FoldCopies})
	e.copy("b", 0)
	e.want("c joined", e.copy("c", 1), false)
	e.want("d joined", e.copy("d", 2), true)
	e.want("stories", len(e.newest()), 2)
}

func copiesOwnJoined(e *env) {
	e.policies(map[string]storage.Copies{"b": storage.OwnCopies, "a": storage.FoldCopies})
	e.copy("b", 0)
	e.want("joined", e.copy("a", 1), true)
	e.want("lead: not even the page's own source takes it", e.only().Lead.GUID, "b/copy")
}

func copiesKeep(e *env) {
	e.policies(map[string]storage.Copies{"a": storage.FoldCopies, "b": storage.KeepCopies, "c": storage.FoldCopies})
	e.want("first", e.copy("b", 0), false)
	e.want("a joined", e.copy("a", 1), false)
	e.want("c joined a", e.copy("c", 2), true)
	again := with(linking("b", "copy", nil), func(it *storage.Item) { it.GUID = "b/again" })
	e.want("b again", e.poll("b", t0.Add(time.Hour), []storage.Item{again}, "b/copy"), storage.Finished{New: 1})
	e.want("stories", len(e.newest()), 3)
}

func copiesChange(e *env) {
	e.policies(map[string]storage.Copies{"a": storage.FoldCopies, "b": storage.FoldCopies, "c": storage.FoldCopies})
	e.copy("a", 0)
	e.copy("b", 1)
	e.policies(map[string]storage.Copies{"a": storage.FoldCopies, "b": storage.KeepCopies, "c": storage.FoldCopies})
	e.want("what joined before stays", len(e.only().Sightings), 2)
	e.want("c joins a story of both", e.copy("c", 2), true)
}

func copiesRevision(e *env) {
	e.policies(map[string]storage.Copies{"a": storage.FoldCopies, "b": storage.KeepCopies})
	e.copy("b", 0)
	flipped := with(linking("b", "copy", nil), func(it *storage.Item) { it.GUID = "b/flipped" })
	e.want("flip", e.poll("b", t0.Add(time.Hour), []storage.Item{flipped}), storage.Finished{Known: 1})
	revised := with(flipped, func(it *storage.Item) { it.Summary = "<p>Another text.</p>" })
	e.want("revision", e.poll("b", t0.Add(2*time.Hour), []storage.Item{revised}), storage.Finished{Revised: 1})
	e.want("stories", len(e.newest()), 1)
}
