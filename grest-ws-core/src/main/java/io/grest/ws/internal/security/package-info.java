/**
 * Spring Security for calls: who a call runs as, and the rules of its method. Optional;
 * requires {@code org.springframework.security:spring-security-core}.
 */
@NullMarked
package io.grest.ws.internal.security;

import org.jspecify.annotations.NullMarked;
