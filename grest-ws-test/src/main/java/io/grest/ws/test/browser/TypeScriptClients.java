package io.grest.ws.test.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.generate.LongType;
import io.grest.ws.generate.TypeScriptFiles;
import io.grest.ws.generate.TypeScriptGenerationException;
import io.grest.ws.generate.TypeScriptGenerator;
import io.grest.ws.generate.TypeScriptModule;
import io.grest.ws.protocol.PayloadCodec;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.Assert;

/**
 * TypeScript clients of contracts, as files among the sources of a frontend. A test keeps
 * them up to date: it fails if a contract has changed since they were written, and writes
 * them on request.
 *
 * <pre class="code">
 * TypeScriptClients.of(chatApi).check(Path.of("frontend/src/api"));
 * </pre>
 *
 * Immutable.
 *
 * @since 0.1.0
 */
public final class TypeScriptClients {

	/**
	 * The system property that, with the value {@value #WRITE}, makes {@link #check}
	 * write the clients.
	 */
	public static final String PROPERTY = "grest.ws.clients";

	private static final String WRITE = "write";

	private static final String VARIABLE = PROPERTY.toUpperCase(Locale.ROOT).replace('.', '_');

	private final List<SocketContract<?, ?>> contracts;

	private final PayloadCodec codec;

	private final boolean javaScript;

	private final LongType longs;

	private final Function<TypeScriptFiles, TypeScriptFiles> additions;

	private TypeScriptClients(List<SocketContract<?, ?>> contracts, PayloadCodec codec, boolean javaScript,
			LongType longs, Function<TypeScriptFiles, TypeScriptFiles> additions) {
		Assert.notEmpty(contracts, "At least one contract is required");
		this.contracts = List.copyOf(contracts);
		this.codec = codec;
		this.javaScript = javaScript;
		this.longs = longs;
		this.additions = additions;
	}

	/**
	 * Create clients of contracts whose payloads are written with Jackson's defaults.
	 * @param contracts the contracts
	 * @return the clients
	 */
	public static TypeScriptClients of(SocketContract<?, ?>... contracts) {
		return new TypeScriptClients(List.of(contracts), new PayloadCodec(), false, LongType.NUMBER,
				Function.identity());
	}

	/**
	 * Create clients of all contracts of an application, with the codec of the
	 * application.
	 * @param beans the application's context
	 * @return the clients
	 */
	public static TypeScriptClients of(ListableBeanFactory beans) {
		List<SocketContract<?, ?>> contracts = new ArrayList<>();
		beans.getBeanProvider(SocketContract.class).orderedStream().forEach(contracts::add);
		return new TypeScriptClients(contracts, beans.getBean(PayloadCodec.class), false, LongType.NUMBER,
				Function.identity());
	}

	/**
	 * Set the codec of payloads.
	 * @param codec the codec of the application
	 * @return clients with this codec
	 */
	public TypeScriptClients codec(PayloadCodec codec) {
		return new TypeScriptClients(this.contracts, codec, this.javaScript, this.longs, this.additions);
	}

	/**
	 * Write JavaScript with declarations, which needs no compiler, in place of
	 * TypeScript.
	 * @return clients in JavaScript
	 */
	public TypeScriptClients javaScript() {
		return new TypeScriptClients(this.contracts, this.codec, true, this.longs, this.additions);
	}

	/**
	 * Set the type of {@code long}, {@link LongType#NUMBER} by default.
	 * @param longs the type
	 * @return clients with this type
	 */
	public TypeScriptClients longs(LongType longs) {
		return new TypeScriptClients(this.contracts, this.codec, this.javaScript, longs, this.additions);
	}

	/**
	 * Add bindings to frameworks, which are written beside the clients.
	 * @param bindings the bindings
	 * @return clients with these bindings
	 */
	public TypeScriptClients bindings(ClientBinding... bindings) {
		return with(this.javaScript, (files) -> files.bindings(List.of(bindings)));
	}

	/**
	 * Make the directory a package of npm, in JavaScript, which a frontend elsewhere
	 * installs.
	 * @param name the name of the package, such as {@code @example/chat-api}
	 * @param version the version of the package, such as {@code 1.2.0}
	 * @return clients in JavaScript, with a {@code package.json}
	 * @see TypeScriptFiles#npmPackage(String, String)
	 */
	public TypeScriptClients npmPackage(String name, String version) {
		return with(true, (files) -> files.npmPackage(name, version));
	}

	private TypeScriptClients with(boolean javaScript, UnaryOperator<TypeScriptFiles> addition) {
		return new TypeScriptClients(this.contracts, this.codec, javaScript, this.longs,
				this.additions.andThen(addition));
	}

	/**
	 * Write the clients and the runtime that they share.
	 * @param directory the target directory, created if necessary
	 * @throws TypeScriptGenerationException if a type of a contract cannot be expressed
	 * in TypeScript
	 */
	public void writeTo(Path directory) {
		try {
			files().writeTo(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Check that the clients are what {@link #writeTo} would write. If the system
	 * property {@value #PROPERTY} or the environment variable {@code GREST_WS_CLIENTS} is
	 * {@code write}, write them instead.
	 * @param directory the directory of the clients
	 * @throws AssertionError if a file is missing or stale; the message has its name and
	 * the command to update it
	 * @throws TypeScriptGenerationException if a type of a contract cannot be expressed
	 * in TypeScript
	 */
	public void check(Path directory) {
		if (WRITE.equals(System.getProperty(PROPERTY)) || WRITE.equals(System.getenv(VARIABLE))) {
			writeTo(directory);
			return;
		}
		Class<?> test = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE).getCallerClass();
		try {
			List<String> stale = files().staleIn(directory);
			if (!stale.isEmpty()) {
				throw new AssertionError(stale.stream()
					.map((name) -> "\n  " + directory.resolve(name))
					.collect(Collectors.joining("", "Clients of contracts are stale:",
							"\nRun " + test.getSimpleName() + " once with the environment variable " + VARIABLE + "="
									+ WRITE + " or the system property " + PROPERTY + "=" + WRITE
									+ ", and commit what it writes.")));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private TypeScriptFiles files() {
		TypeScriptGenerator generator = new TypeScriptGenerator(this.codec).longs(this.longs).among(this.contracts);
		List<TypeScriptModule> modules = this.contracts.stream().map(generator::generate).toList();
		return this.additions
			.apply(this.javaScript ? TypeScriptFiles.javaScript(modules) : TypeScriptFiles.typeScript(modules));
	}

}
