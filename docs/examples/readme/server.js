'use strict';

const express = require('express');
const app = express();

// What this answers is not written to the image: a container writes
// into its own thin layer, which departs with it.
app.get('/', (request, response) => response.send('Hello from a layer\n'));

// The port that the Dockerfile exposes.
app.listen(8080);
