package io.grest.ws.test.autoconfigure;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.topic.SocketUserResolver;
import io.grest.ws.server.ContractHandler;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.format.Formatter;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * Type filter of {@link GrestWsTest}.
 */
class GrestWsTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<GrestWsTest> {

	private static final Class<?>[] NO_HANDLERS = {};

	private static final String SECURITY_CHAIN = "org.springframework.security.web.server.SecurityWebFilterChain";

	private static final String AUTHENTICATOR = "io.grest.ws.security.SocketAuthenticator";

	private static final String[] OPTIONAL_INCLUDES = { "tools.jackson.databind.JacksonModule",
			"org.springframework.boot.jackson.JacksonComponent",
			"org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer", SECURITY_CHAIN,
			AUTHENTICATOR };

	// By name: a configuration may declare them where they are absent.
	private static final Set<String> CONFIGURED = Set.of(SocketContract.class.getName(), SECURITY_CHAIN, AUTHENTICATOR);

	private static final Set<Class<?>> KNOWN_INCLUDES = knownIncludes();

	private final Class<?>[] handlers;

	GrestWsTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.handlers = getAnnotation().getValue("handlers", Class[].class).orElse(NO_HANDLERS);
	}

	private static Set<Class<?>> knownIncludes() {
		Set<Class<?>> includes = new LinkedHashSet<>(Arrays.asList(HandshakeInterceptor.class, SocketUserResolver.class,
				Converter.class, GenericConverter.class, Formatter.class, WebFluxConfigurer.class));
		ClassLoader classLoader = GrestWsTypeExcludeFilter.class.getClassLoader();
		for (String include : OPTIONAL_INCLUDES) {
			if (ClassUtils.isPresent(include, classLoader)) {
				includes.add(ClassUtils.resolveClassName(include, classLoader));
			}
		}
		return includes;
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return KNOWN_INCLUDES;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return (this.handlers.length > 0) ? new LinkedHashSet<>(Arrays.asList(this.handlers))
				: Set.of(ContractHandler.class);
	}

	@Override
	protected boolean defaultInclude(MetadataReader metadataReader, MetadataReaderFactory metadataReaderFactory)
			throws IOException {
		return super.defaultInclude(metadataReader, metadataReaderFactory)
				|| isConfiguration(metadataReader.getAnnotationMetadata());
	}

	private static boolean isConfiguration(AnnotationMetadata metadata) {
		return metadata.isAnnotated(Configuration.class.getName()) && metadata.getAnnotatedMethods(Bean.class.getName())
			.stream()
			.anyMatch((method) -> CONFIGURED.contains(method.getReturnTypeName()));
	}

}
