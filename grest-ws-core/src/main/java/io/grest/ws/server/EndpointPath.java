package io.grest.ws.server;

import java.net.URI;
import java.util.Map;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Path of a contract, with the query that is bound from its variables and parameters.
 *
 * @param pattern the pattern of the path
 * @param query the binder of the query, or {@code null} if the contract declares none
 */
record EndpointPath(PathPattern pattern, @Nullable QueryBinder query) {

	static EndpointPath of(SocketContract<?, ?> contract, ConversionService conversionService,
			@Nullable MethodValidator validator) {
		return new EndpointPath(PathPatternParser.defaultInstance.parse(contract.path()), (contract.queryType() != null)
				? new QueryBinder(contract.queryType(), conversionService, validator) : null);
	}

	/**
	 * Return the variables of the path, decoded.
	 * @param uri the URI of a request, without any prefix of the path
	 */
	Map<String, String> variables(URI uri) {
		PathPattern.PathMatchInfo match = this.pattern.matchAndExtract(PathContainer.parsePath(uri.getRawPath()));
		return (match != null) ? match.getUriVariables() : Map.of();
	}

	/**
	 * Bind the query of a request.
	 * @param variables the variables of the path, decoded
	 * @param uri the URI of the request
	 */
	QueryBinder.Bound bind(Map<String, String> variables, URI uri) {
		return (this.query != null) ? this.query.tryBind(variables, uri) : QueryBinder.Bound.NONE;
	}

}
