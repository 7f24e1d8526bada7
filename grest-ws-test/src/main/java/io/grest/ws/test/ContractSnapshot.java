package io.grest.ws.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractChange;
import io.grest.ws.generate.snapshot.ContractDescription;
import io.grest.ws.protocol.PayloadCodec;

import org.springframework.util.Assert;

/**
 * Description of a contract, as a file beside the code. A test that verifies it fails as
 * soon as the contract changes, and says of each change whether it breaks old clients,
 * old servers or nobody. The file is written again on request, and its difference is part
 * of the commit.
 *
 * <pre class="code">
 * ContractSnapshot.of(chatApi).verify(Path.of("src/test/contracts/ChatApi.json"));
 * </pre>
 *
 * Immutable.
 *
 * @since 0.1.0
 */
public final class ContractSnapshot {

	/**
	 * The system property that, with the value {@value #WRITE}, makes {@link #verify}
	 * write the file.
	 */
	public static final String PROPERTY = "grest.ws.snapshots";

	private static final String WRITE = "write";

	private static final String VARIABLE = PROPERTY.toUpperCase(Locale.ROOT).replace('.', '_');

	private final SocketContract<?, ?> contract;

	private final PayloadCodec codec;

	private ContractSnapshot(SocketContract<?, ?> contract, PayloadCodec codec) {
		Assert.notNull(contract, "Contract must not be null");
		Assert.notNull(codec, "Codec must not be null");
		this.contract = contract;
		this.codec = codec;
	}

	/**
	 * Create a snapshot of a contract whose payloads are written with Jackson's defaults.
	 * @param contract the contract
	 * @return the snapshot
	 */
	public static ContractSnapshot of(SocketContract<?, ?> contract) {
		return new ContractSnapshot(contract, new PayloadCodec());
	}

	/**
	 * Set the codec of payloads.
	 * @param codec the codec of the application
	 * @return a snapshot with this codec
	 */
	public ContractSnapshot codec(PayloadCodec codec) {
		return new ContractSnapshot(this.contract, codec);
	}

	/**
	 * Write the file.
	 * @param file the file; its directory is created if necessary
	 */
	public void writeTo(Path file) {
		try {
			write(ContractDescription.of(this.contract, this.codec), file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Verify that the contract is as the file describes it. If the system property
	 * {@value #PROPERTY} or the environment variable {@code GREST_WS_SNAPSHOTS} is
	 * {@code write}, write the file instead.
	 * @param file the file
	 * @throws AssertionError if there is no file, or the contract has changed; the
	 * message says whom each change breaks, and how to write the file
	 * @throws IllegalArgumentException if the file has no description
	 */
	public void verify(Path file) {
		ContractDescription description = ContractDescription.of(this.contract, this.codec);
		try {
			if (WRITE.equals(System.getProperty(PROPERTY)) || WRITE.equals(System.getenv(VARIABLE))) {
				write(description, file);
				return;
			}
			Class<?> test = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE).getCallerClass();
			String remedy = "\nRun " + test.getSimpleName() + " once with the environment variable " + VARIABLE + "="
					+ WRITE + " or the system property " + PROPERTY + "=" + WRITE + ", and commit what it writes.";
			if (!Files.exists(file)) {
				throw new AssertionError("There is no description of " + description.name() + " at " + file + remedy);
			}
			List<ContractChange> changes = description.changesSince(read(file));
			if (!changes.isEmpty()) {
				throw new AssertionError(changes.stream()
					.map((change) -> "\n  " + change.toString().replace("\n", "\n  "))
					.collect(Collectors.joining("", description.name() + " is not what " + file + " describes:",
							"\nIf all of this is intended:" + remedy)));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(ContractDescription description, Path file) throws IOException {
		Path directory = file.toAbsolutePath().getParent();
		if (directory != null) {
			Files.createDirectories(directory);
		}
		Files.writeString(file, description.toJson());
	}

	private static ContractDescription read(Path file) throws IOException {
		try {
			return ContractDescription.parse(Files.readString(file));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(file + ": " + ex.getMessage(), ex);
		}
	}

}
