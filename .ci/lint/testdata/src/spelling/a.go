package spelling

// It is recieved. // want "reci[e]ved is misspelled: received"
