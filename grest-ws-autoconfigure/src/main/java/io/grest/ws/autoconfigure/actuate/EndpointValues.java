package io.grest.ws.autoconfigure.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * Values that only some users of the endpoint may see.
 *
 * @param sanitizer hides values
 * @param showValues when to show them
 * @param roles the roles that are authorized to see them; empty for every authenticated
 * user
 */
record EndpointValues(Sanitizer sanitizer, Show showValues, Set<String> roles) {

	boolean areShown(SecurityContext security) {
		return this.showValues.isShown(security, this.roles);
	}

	@Nullable Object show(String name, @Nullable String value, boolean shown) {
		return this.sanitizer.sanitize(new SanitizableData(null, name, value), shown);
	}

}
