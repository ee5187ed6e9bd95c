using Keytill.Server.Payments;
using Keytill.Server.Work;

namespace Keytill.Server.Emails;

/// <summary>What writes mails, and the way they leave: the operator's mail server where one is set, else they are only kept.</summary>
public static class EmailsSetup
{
    public static IServiceCollection AddEmails(this IServiceCollection services)
    {
        services.AddSingleton(provider => MailOptions.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new TransferAccount(BankAccount.From(provider.GetRequiredService<IConfiguration>())));
        services.AddSingleton<IMailTransport>(provider =>
            provider.GetRequiredService<MailOptions>() is { Host: not null } options ? new SmtpTransport(options) : new CapturedMail());
        services.AddSingleton<MailDoor>();
        services.AddSingleton<MailTemplates>();
        services.AddSingleton<VendorTemplates>();
        services.AddSingleton<PreviewTemplate>();
        services.AddJob<SendMail>();
        return services;
    }
}
