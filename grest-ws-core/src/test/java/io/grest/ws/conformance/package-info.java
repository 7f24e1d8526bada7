/**
 * The protocol's conformance cases, run over real sockets against the server and the
 * client by peers that share no code with them; and the contract that they speak, for
 * other tests to use too.
 */
package io.grest.ws.conformance;
