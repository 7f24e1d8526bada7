/**
 * Security of connections and calls by Spring Security. Optional; requires
 * {@code org.springframework.security:spring-security-core}.
 */
@NullMarked
package io.grest.ws.security;

import org.jspecify.annotations.NullMarked;
