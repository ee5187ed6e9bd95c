using Keytill.Core.Emails;
using Keytill.Server.Emails;

namespace Keytill.Server.Tests.Emails;

/// <summary>What vendors are told that a mail has, it has: the list and the model are held together here.</summary>
public sealed class TemplateFieldsTests
{
    private static readonly MailTemplates House = new();

    public static TheoryData<EmailKind, string> EveryMailThatCanBeWorded() =>
        new(Enum.GetValues<EmailKind>().Where(kind => TemplateFields.Of(kind) is not null).SelectMany(kind => House.Languages.Select(language => (kind, language))));

    [Theory]
    [MemberData(nameof(EveryMailThatCanBeWorded))]
    public void Each_field_is_in_the_model_as_what_it_is_said_to_be(EmailKind kind, string language) =>
        Holds(MailModel.Of(MailSamples.Facts(kind, language)), TemplateFields.Of(kind)!);

    /// <summary>Without an account that transfers could go to, and with another method than was thought.</summary>
    [Fact]
    public void A_field_is_there_also_where_it_is_empty()
    {
        foreach (var kind in (EmailKind[])[EmailKind.OrderReceived, EmailKind.PartReceived, EmailKind.PaymentReminder])
            Holds(MailModel.Of(MailSamples.Facts(kind, "en") with { Account = null }), TemplateFields.Of(kind)!);
    }

    /// <summary>A vendor who changes one word of what he was shown is not told that the rest is wrong.</summary>
    [Theory]
    [MemberData(nameof(EveryMailThatCanBeWorded))]
    public void The_houses_own_wording_would_be_taken_from_a_vendor_and_makes_the_same_mail(EmailKind kind, string language)
    {
        var model = MailModel.Of(MailSamples.Facts(kind, language));
        Assert.Equal(House.Render(kind, language, model), House.Render(kind, language, House.Source(kind, language), model));
    }

    [Fact]
    public void Exactly_the_mails_to_customers_can_be_worded_but_those_of_support_itself() =>
        Assert.All(Enum.GetValues<EmailKind>(), kind => Assert.Equal(
            !MailSamples.Facts(kind, "en").IsToVendor && kind is not (EmailKind.EmailCorrected or EmailKind.EmailCorrectedNotice or EmailKind.CaseReceived or EmailKind.CaseAnswer or EmailKind.FoundOrders),
            TemplateFields.Of(kind) is not null));

    [Fact]
    public void Parts_are_offered_where_they_fit()
    {
        Assert.Equal(["_greeting", "_summary", "_transfer"], MailWording.PartsFor(EmailKind.OrderReceived, House.Parts("en")));
        Assert.Equal(["_greeting", "_summary"], MailWording.PartsFor(EmailKind.PaymentFailed, House.Parts("de")));
    }

    private static void Holds(IReadOnlyDictionary<string, object> model, IEnumerable<TemplateField> fields)
    {
        foreach (var field in fields)
        {
            Assert.True(model.TryGetValue(field.Name, out object? value), $"The model has no {field.Name}.");
            switch (field)
            {
                case TemplateField.Group group:
                    Holds(Assert.IsAssignableFrom<IReadOnlyDictionary<string, object>>(value), group.Members);
                    break;
                case TemplateField.List list:
                    foreach (var item in Assert.IsAssignableFrom<IReadOnlyList<IReadOnlyDictionary<string, object>>>(value))
                        Holds(item, list.Members);
                    break;
                case TemplateField.Flag:
                    Assert.IsType<bool>(value);
                    break;
                case TemplateField.Link:
                    string link = Assert.IsType<string>(value);
                    Assert.True(link.Length == 0 || link.StartsWith("https://pay.example/order/", StringComparison.Ordinal), link);
                    break;
                default:
                    Assert.IsType<string>(value);
                    break;
            }
        }
    }
}
