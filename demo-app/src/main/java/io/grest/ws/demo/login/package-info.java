/**
 * Users and their log-in, by Spring Security.
 */
@NullMarked
package io.grest.ws.demo.login;

import org.jspecify.annotations.NullMarked;
