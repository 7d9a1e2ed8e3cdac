package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.PricingRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventColumnsTest {

    private static final PricingRule RULE =
            new PricingRule(List.of(new PricingRule.Step(5, 120), new PricingRule.Step(100, 10_000)));

    @Test
    void aPricingRuleIsWrittenInHundredths() {
        assertThat(EventColumns.json(RULE))
                .isEqualTo("{\"steps\":[{\"soldShare\":\"0.05\",\"factor\":\"1.20\"},"
                        + "{\"soldShare\":\"1.00\",\"factor\":\"100.00\"}]}");
        assertThat(EventColumns.json(null)).isNull();
    }

    @Test
    void aPricingRuleIsReadInAnyOrder() {
        assertThat(EventColumns.pricingRule(EventColumns.json(RULE))).isEqualTo(RULE);
        assertThat(EventColumns.pricingRule("{\"steps\": [{\"factor\": \"1.20\", \"soldShare\": \"0.05\"},"
                        + " {\"factor\": \"100.00\", \"soldShare\": \"1.00\"}]}"))
                .isEqualTo(RULE);
        assertThat(EventColumns.pricingRule(null)).isNull();
        assertThatThrownBy(() -> EventColumns.pricingRule("{")).isInstanceOf(IllegalStateException.class);
    }
}
