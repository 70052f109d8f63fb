// Judges a log with golang.org/x/mod/sumdb, an implementation that is not ours: opens the checkpoint, rebuilds root and
// tiles from the entries, checks an inclusion and a consistency proof. Reads JSON from standard input, prints "ok".
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type input struct {
	VerifierKey string            `json:"verifierKey"`
	Note        string            `json:"note"`
	Entries     [][]byte          `json:"entries"`
	Index       int64             `json:"index"`
	Inclusion   []tlog.Hash       `json:"inclusion"`
	OldSize     int64             `json:"oldSize"`
	OldRoot     tlog.Hash         `json:"oldRoot"`
	Consistency []tlog.Hash       `json:"consistency"`
	Tiles       map[string][]byte `json:"tiles"`
}

type hashes []tlog.Hash

func (stored hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(stored)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[i] = stored[index]
	}
	return found, nil
}

func main() {
	if err := check(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ok")
}

func check() error {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return err
	}
	tree, err := openCheckpoint(in)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	stored, err := rebuild(in.Entries)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(int64(len(in.Entries)), stored)
	if err != nil {
		return err
	}
	if tree.N != int64(len(in.Entries)) || root != tree.Hash {
		return fmt.Errorf("root: size %d root %v, rebuilt %v", tree.N, tree.Hash, root)
	}
	leaf := tlog.RecordHash(in.Entries[in.Index])
	if err := tlog.CheckRecord(in.Inclusion, tree.N, tree.Hash, in.Index, leaf); err != nil {
		return fmt.Errorf("inclusion: %w", err)
	}
	if err := tlog.CheckTree(in.Consistency, tree.N, tree.Hash, in.OldSize, in.OldRoot); err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	return checkTiles(in.Tiles, tree.N, stored)
}

func openCheckpoint(in input) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(in.VerifierKey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open([]byte(in.Note), note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("unexpected text %q", opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func rebuild(entries [][]byte) (hashes, error) {
	var stored hashes
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

// checkTiles compares every tile that a checkpoint of this size needs; Go lists each partial width on the way there, and
// its paths carry the tile height, which those of c2sp.org/tlog-tiles do not.
func checkTiles(tiles map[string][]byte, size int64, stored hashes) error {
	for _, tile := range tlog.NewTiles(tileHeight, 0, size) {
		width := size>>(tileHeight*tile.L) - tile.N<<tileHeight
		if int64(tile.W) != min(width, 1<<tileHeight) {
			continue
		}
		data, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		if !bytes.Equal(data, tiles[path]) {
			return fmt.Errorf("tile %s differs", path)
		}
	}
	return nil
}
