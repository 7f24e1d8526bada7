package io.grest.ws.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Extensions}, and for what frames say of them.
 */
class ExtensionsTests {

	private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private final WireFormat format = new GrestFormat(List.of(), new PayloadCodec());

	@ParameterizedTest
	@ValueSource(strings = { "tracing", " tracing ", "streams,tracing", "tracing,,streams,", "tracing,tracing" })
	void aServerGrantsWhatItKnowsOfWhatTheClientAsksFor(String header) {
		assertThat(Extensions.TRACING.and(Extensions.ofHeader(header))).isEqualTo(Extensions.TRACING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", "streams", "TRACING", "tracing streams" })
	void aServerGrantsNothingThatItDoesNotKnow(String header) {
		assertThat(Extensions.TRACING.and(Extensions.ofHeader(header)).isEmpty()).isTrue();
	}

	@Test
	void aClientThatAsksForNothingIsGrantedNothing() {
		assertThat(Extensions.TRACING.and(Extensions.ofHeader(null))).isEqualTo(Extensions.NONE);
	}

	@Test
	void namesStandInTheHeader() {
		assertThat(Extensions.TRACING).hasToString("tracing");
		assertThat(Extensions.ofHeader("b, a")).hasToString("a,b");
	}

	@Test
	void aServerAnswersWithNullOrWithWhatItGrants() {
		assertThat(accepted(Extensions.NONE)).isEqualTo("k:::null");
		assertThat(accepted(Extensions.TRACING)).isEqualTo("k:::{\"extensions\":[\"tracing\"]}");
	}

	@Test
	void aClientReadsWhatIsGranted() {
		assertThat(granted("{\"extensions\":[\"tracing\"]}")).isEqualTo(Extensions.TRACING);
		assertThat(granted("{\"since\":1,\"extensions\":[\"tracing\",7,null,\"streams\"]}"))
			.isEqualTo(Extensions.ofHeader("streams,tracing"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "{}", "[\"tracing\"]", "\"tracing\"", "{\"extensions\":\"tracing\"}",
			"{\"extensions\":{\"tracing\":true}}", "{\"extensions\":null}", "{\"extensions\":[\"tracing\"", "{]" })
	void dataThatGrantNothing(String data) {
		assertThat(granted(data)).isEqualTo(Extensions.NONE);
	}

	private Extensions granted(String data) {
		return this.format.readAccepted(Payload.of(data));
	}

	private String accepted(Extensions granted) {
		return new String(this.format.accepted(granted).bytes(), StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "7 | 7", "'' | ''", "7;tp=x | 7", ";tp=x | ''", "7; | 7", ";; | ''" })
	void anAnswerRepeatsWhatStandsBeforeTheFirstSemicolon(String id, String bare) {
		assertThat(request(id).withoutParameters()).isEqualTo(request(bare));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "7;tp=x | x", ";tp=x | x", "7;dl=5000;tp=x;sq=1 | x", "7;tp=x;tp=y | x",
			"7;tp= | ''", "7;tpx=1;tp=x | x", "7;;tp=x=y | x=y" })
	void aParameterIsFoundByItsName(String id, String value) {
		assertThat(request(id).parameter(Frame.TRACE)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "7", "tp=x", "7;", "7;tp", "7;t", "7;tpx=1", "7;TP=x", "7; tp=x", "7;dl=tp=x" })
	void anIdWithoutTheParameter(String id) {
		assertThat(request(id).parameter(Frame.TRACE)).isNull();
	}

	@Test
	void aParameterIsAddedToAnIdAndReadFromIt() {
		String id = Frame.withParameter("7", Frame.TRACE, TRACE);
		assertThat(id).isEqualTo("7;tp=" + TRACE);
		assertThat(request(id).parameter(Frame.TRACE)).isEqualTo(TRACE);
		assertThat(Frame.withParameter("", Frame.TRACE, TRACE)).isEqualTo(";tp=" + TRACE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:b", "a;b", "a b", "a\n", "é" })
	void aValueThatCannotStandInAnIdIsLeftOut(String value) {
		assertThat(Frame.withParameter("7", Frame.TRACE, value)).isEqualTo("7");
	}

	private static Frame request(String id) {
		return new Frame(FrameType.REQ, "A.b", id, Payload.NONE);
	}

}
