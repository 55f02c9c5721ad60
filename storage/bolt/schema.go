package bolt

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// Buckets.
var (
	bucketMeta       = []byte("meta")
	bucketSources    = []byte("sources")
	bucketItems      = []byte("items")
	bucketStories    = []byte("stories")
	bucketGUIDs      = []byte("guids")
	bucketURLs       = []byte("urls")
	bucketTexts      = []byte("texts")
	bucketDates      = []byte("dates")
	bucketClicks     = []byte("clicks")
	bucketCounts     = []byte("counts")
	bucketJournals   = []byte("journals")
	bucketPromotions = []byte("promotions")
	bucketPromoted   = []byte("promoted")
	bucketStamps     = []byte("stamps")
	bucketMinted     = []byte("minted")

	// Since schema 2.
	bucketPolls         = []byte("polls")
	bucketDeleted       = []byte("deleted")
	bucketSubscriptions = []byte("subscriptions")

	// Since schema 3.
	bucketApart    = []byte("apart")
	bucketHabits   = []byte("habits")
	bucketSigs     = []byte("sigs")
	bucketSegments = []byte("segments")
)

// Keys of meta.
var (
	metaSchema   = []byte("schema")
	metaRevision = []byte("revision")
	metaSecret   = []byte("secret")
	metaStories  = []byte("stories") // how many there are
)

// migrations bring a file from schema i to i+1. One that has been released never
// changes.
var migrations = []func(*bbolt.Tx) error{
	createSchema,
	splitSources,
	foldNear,
}

// errForeign is a bbolt file of another program.
var errForeign = errors.New("not a store of freshet")

// createSchema makes the buckets of schema 1 in an empty file.
func createSchema(tx *bbolt.Tx) error {
	err := tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		if !bytes.Equal(name, bucketMeta) {
			return fmt.Errorf("bucket %.100q: %w", name, errForeign)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range [][]byte{
		bucketSources, bucketItems, bucketStories, bucketGUIDs, bucketURLs, bucketTexts, bucketDates,
		bucketClicks, bucketCounts, bucketJournals, bucketPromotions, bucketPromoted, bucketStamps, bucketMinted,
	} {
		if _, err := tx.CreateBucket(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	var key secret
	if _, err := rand.Read(key[:]); err != nil {
		return fmt.Errorf("random key: %w", err)
	}
	return tx.Bucket(bucketMeta).Put(metaSecret, key[:])
}

// splitSources makes of schema 1 schema 2: a source has two records, made by hand,
// deletions and subscriptions have a place.
func splitSources(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketPolls, bucketDeleted, bucketSubscriptions} {
		if _, err := tx.CreateBucket(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	sources, polls := tx.Bucket(bucketSources), tx.Bucket(bucketPolls)
	c := sources.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		key := bytes.Clone(k)
		source, poll, err := upgradeSourceV1(v)
		if err != nil {
			return fmt.Errorf("source %x: %w", key, err)
		}
		if err := sources.Put(key, source); err != nil {
			return fmt.Errorf("source %x: %w", key, err)
		}
		if err := polls.Put(key, poll); err != nil {
			return fmt.Errorf("source %x: %w", key, err)
		}
		c.Seek(key)
	}
	return nil
}

// foldNear makes of schema 2 schema 3: near copies fold. What older items have of a
// signature finds exact copies only, so the window begins empty.
func foldNear(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketApart, bucketHabits, bucketSigs, bucketSegments} {
		if _, err := tx.CreateBucket(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	return nil
}

// migrate brings the file to the present schema, all steps in one transaction.
func migrate(db *bbolt.DB) error {
	return db.Update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists(bucketMeta)
		if err != nil {
			return err
		}
		from := getUint(meta, metaSchema)
		if from > uint64(len(migrations)) {
			return fmt.Errorf("schema %d, this version knows up to %d: %w", from, len(migrations), storage.ErrNewerSchema)
		}
		for i := from; i < uint64(len(migrations)); i++ {
			if err := migrations[i](tx); err != nil {
				return fmt.Errorf("migrate schema %d to %d: %w", i, i+1, err)
			}
		}
		return putUint(meta, metaSchema, uint64(len(migrations)))
	})
}

// current reports whether the file has the present schema already, so that a
// start without news writes nothing.
func current(db *bbolt.DB) (ok bool, err error) {
	err = db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		ok = meta != nil && getUint(meta, metaSchema) == uint64(len(migrations))
		return nil
	})
	return ok, err
}

func getUint(b *bbolt.Bucket, key []byte) uint64 {
	v := b.Get(key)
	if len(v) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(v)
}

func putUint(b *bbolt.Bucket, key []byte, n uint64) error {
	return b.Put(key, binary.BigEndian.AppendUint64(nil, n))
}
