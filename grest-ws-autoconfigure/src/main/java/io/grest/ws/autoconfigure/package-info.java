/**
 * Spring Boot auto-configuration of contracts, their servers and their clients.
 */
@NullMarked
package io.grest.ws.autoconfigure;

import org.jspecify.annotations.NullMarked;
